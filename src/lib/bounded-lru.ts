// The settings of an LRU map that is bounded by its number of entries and takes memory only for those it has. With `max` the library lays
// out all of its places when it is made: a bound of 100 000 cost 5 ms of every start, and megabytes that nothing was kept in.

export function upTo(entries: number): { readonly maxSize: number; readonly sizeCalculation: () => number } {
  return { maxSize: entries, sizeCalculation: () => 1 };
}
