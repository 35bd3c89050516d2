// Loaded before everything else of a process whose machine's clock is to be wrong, by TEST_SKEW_MS.
const skewMs = Number(process.env.TEST_SKEW_MS);
const RealDate = Date;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: unknown[], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [RealDate.now() + skewMs] : given, newTarget) as Date,
  apply: () => new RealDate(RealDate.now() + skewMs).toString(),
  get: (target, name) => (name === "now" ? () => RealDate.now() + skewMs : (Reflect.get(target, name) as unknown)),
});
