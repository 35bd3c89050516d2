/* Uploads, mounts, manifests, tags and the collector over one blob: who may take bytes away while others count on them.
 *
 * One digest, two repositories, one manifest per repository that refers to it. Everything else is a process: clients that push in the three
 * ways there are, one who moves and deletes tags, one who downloads, the collector, the sweeper, time. A transaction is one atomic step; all
 * else may be interleaved with anything, and any request may die with its node between two steps. Each #ifdef in capitals is a mistake that
 * the protocol must not make; docs/design/protocol-model.md says what it stands for and how to run this.
 */

#define REPOSITORIES 2
#define A 0
#define B 1

/* 0 is no key. Every upload has one of its own; the first is of the image that may be there from the start. */
#define KEYS 4
#define FIRST_KEY 1

#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef TAG_CHANGES
#define TAG_CHANGES 2
#endif

/* Storage: what a key holds. `volatile` is written and not yet synced: it goes with the node that wrote it. */
#define ABSENT 0
#define VOLATILE 1
#define DURABLE 2
byte stored[KEYS];
/* An upload is at work on the key. The sweeper leaves it alone: keys are young for longer than any upload takes from its last byte to its row. */
bool isInFlight[KEYS];

/* Metadata: blobs.storage_key (0: no row), repository_blobs, manifests, tags, trash, review_queue, deleted_keys. */
byte row;
bool isLinked[REPOSITORIES];
/* linked_at is within the grace. */
bool isFreshLink[REPOSITORIES];
bool isCondemned[REPOSITORIES];
/* condemned_at is not yet long enough ago for the second look. */
bool isStayed[REPOSITORIES];
bool isLinkQueued[REPOSITORIES];
bool isManifest[REPOSITORIES];
bool isManifestQueued[REPOSITORIES];

#define UNTAGGED 0
#define TAGGED 1
#define TRASHED 2
byte tag[REPOSITORIES];

bool isDeletedKey[KEYS];

/* What clients were told: those who may push a manifest because of it, and those who are being sent the bytes. */
byte relying[REPOSITORIES];
bool isRead[KEYS];

byte crashes;

/* A request dies with its node. What it had written and not synced is lost, and nobody is told anything. */
#define MAY_CRASH :: atomic { crashes < CRASHES -> crashes++; goto crashed }
#define MAY_CRASH_TOLD(r) :: atomic { crashes < CRASHES -> crashes++; relying[r]--; goto crashed }

#define HAS_BLOB(r) (isLinked[r] && row != 0)

inline renew(r) {
  isFreshLink[r] = true;
  isCondemned[r] = false;
  isStayed[r] = false
}

inline link(r) {
  isLinked[r] = true;
  isLinkQueued[r] = true;
  renew(r)
}

/* PUT manifest, by a client that was told the blob is there: checked and stored in one transaction. */
inline pushManifest(r) {
  if
  MAY_CRASH_TOLD(r)
  :: atomic {
      if
      :: HAS_BLOB(r) ->
         isManifest[r] = true;
         isManifestQueued[r] = true;
#ifndef TAG_IN_SECOND_TRANSACTION
         tag[r] = TAGGED
#endif
      :: else -> assert(HAS_BLOB(r)) /* who was told "it is there" a moment ago is refused */
      fi;
      relying[r]--
    }
  fi;
#ifdef TAG_IN_SECOND_TRANSACTION
  tag[r] = TAGGED
#endif
}

#ifdef OVERWRITTEN_KEYS
#define KEY_OF(own) FIRST_KEY
#else
#define KEY_OF(own) own
#endif

inline commitUpload(r, key) {
  atomic {
    if
    :: row == 0 -> row = key
    :: else
    fi;
    link(r);
    relying[r]++;
    isWinner = (row == key)
  }
}

proctype Uploader(byte r; byte ownKey) {
  bool isWinner;
  bool isKnown;
  byte key = KEY_OF(ownKey);

  atomic { isInFlight[key] = true; stored[key] = VOLATILE }
#ifdef DEDUPLICATED_BEFORE_COMMIT
  isKnown = (row != 0);
  if
  :: isKnown ->
     atomic { stored[key] = ABSENT; isInFlight[key] = false };
     atomic { link(r); relying[r]++ };
     goto told
  :: else
  fi;
#endif
#ifdef COMMIT_BEFORE_FSYNC
  if
  MAY_CRASH
  :: commitUpload(r, key)
  fi;
  if
  MAY_CRASH_TOLD(r)
  :: stored[key] = DURABLE
  fi;
#else
  if
  MAY_CRASH
  :: stored[key] = DURABLE
  fi;
  if
  MAY_CRASH
  :: commitUpload(r, key)
  fi;
#endif
  /* Somebody else's copy won: ours is garbage. A crash before leaves it to the sweeper. */
  if
  MAY_CRASH_TOLD(r)
  :: isWinner -> isInFlight[key] = false
  :: else -> atomic { stored[key] = ABSENT; isInFlight[key] = false }
  fi;
#ifdef DEDUPLICATED_BEFORE_COMMIT
told:
#endif
  pushManifest(r);
  goto done;
crashed:
  atomic {
    isInFlight[key] = false;
    if
    :: stored[key] == VOLATILE -> stored[key] = ABSENT
    :: else
    fi
  }
done:
  skip
}

/* POST ?mount=&from=, then the manifest. Refused, it would upload, as the others do. */
proctype Mounter(byte from; byte to) {
#ifdef MOUNT_WITHOUT_LOCK
  if
  :: HAS_BLOB(from)
  :: !HAS_BLOB(from) -> goto done
  fi;
  atomic { link(to); relying[to]++ };
#else
  atomic {
    if
    :: HAS_BLOB(from) -> link(to); relying[to]++
    :: else -> goto done
    fi
  };
#endif
  pushManifest(to);
  goto done;
crashed:
done:
  skip
}

/* HEAD, then the manifest, with nothing uploaded in between: what a client does that finds the layer there. */
proctype Header(byte r) {
  atomic {
    if
    :: !HAS_BLOB(r) -> goto done
#ifdef HEAD_WITHOUT_RENEWAL
    :: HAS_BLOB(r) -> relying[r]++
#else
    :: HAS_BLOB(r) && !isCondemned[r] -> relying[r]++
    :: HAS_BLOB(r) && isCondemned[r] -> goto renewal
#endif
    fi
  };
  goto told;
renewal:
  atomic {
    relying[r]++;
    if
    :: HAS_BLOB(r) -> renew(r)
#ifdef RENEWAL_UNCHECKED
    :: else
#else
    :: else -> relying[r]--; goto done
#endif
    fi
  };
told:
  pushManifest(r);
  goto done;
crashed:
done:
  skip
}

/* GET: the row is looked up once, and the bytes come after. */
proctype Reader(byte r) {
  byte key;
  atomic {
    if
    :: HAS_BLOB(r) -> key = row; isRead[key] = true
    :: else -> goto done
    fi
  };
  atomic { assert(stored[key] != ABSENT); isRead[key] = false };
done:
  skip
}

/* Moves tags to something else, deletes them into the trash, takes them out again. */
proctype Tagger() {
  byte changes;
  byte r;
  do
  :: changes < TAG_CHANGES ->
     if
     :: r = A
     :: r = B
     fi;
     atomic {
       changes++;
       if
       :: tag[r] == TAGGED -> tag[r] = UNTAGGED; isManifestQueued[r] = true
       :: tag[r] == TAGGED -> tag[r] = TRASHED
       :: tag[r] == TRASHED -> tag[r] = TAGGED
       :: else
       fi
     }
  :: break
  od
}

#ifdef TRASH_WITHOUT_HOLD
#define IS_MANIFEST_KEPT(r) (tag[r] == TAGGED)
#else
#define IS_MANIFEST_KEPT(r) (tag[r] != UNTAGGED)
#endif

inline collectManifest(r) {
  isManifest[r] = false;
  isManifestQueued[r] = false;
#ifndef BLOBS_NOT_QUEUED
  isLinkQueued[r] = true;
#endif
  if
  :: isLinked[r] -> isFreshLink[r] = true
  :: else
  fi
}

inline collectLink(r) {
  isLinked[r] = false;
  isCondemned[r] = false;
  isStayed[r] = false;
  isLinkQueued[r] = false;
  if
  :: !isLinked[A] && !isLinked[B] && row != 0 -> isDeletedKey[row] = true; row = 0
  :: else
  fi
}

/* First look: a mark and a stay. Second look: the link goes. A manifest that refers to it ends the review; its own end begins the next. */
inline reviewLink(r) {
  if
  :: isManifest[r] || !isLinked[r] -> isLinkQueued[r] = false
#ifdef GRACE_ENDS_REVIEW
  :: !isManifest[r] && isLinked[r] && isFreshLink[r] -> isLinkQueued[r] = false
#endif
#ifdef COLLECTED_AT_FIRST_LOOK
  :: !isManifest[r] && isLinked[r] && !isFreshLink[r] -> collectLink(r)
#else
  :: !isManifest[r] && isLinked[r] && !isFreshLink[r] && !isCondemned[r] -> isCondemned[r] = true; isStayed[r] = true
  :: !isManifest[r] && isLinked[r] && !isFreshLink[r] && isCondemned[r] && !isStayed[r] -> collectLink(r)
#endif
  fi
}

#ifdef GRACE_ENDS_REVIEW
#define IS_LINK_DUE(r) isLinkQueued[r]
#else
#define IS_LINK_DUE(r) (isLinkQueued[r] && (isManifest[r] || !isLinked[r] || !isFreshLink[r] && (!isCondemned[r] || !isStayed[r])))
#endif

#ifdef NO_DOWNLOAD_GRACE
#define IS_KEY_DUE(k) isDeletedKey[k]
#else
/* The grace is longer than any download. */
#define IS_KEY_DUE(k) (isDeletedKey[k] && !isRead[k])
#endif

active proctype Collector() {
  byte r;
  byte key;
end:
  do
  :: atomic { isManifestQueued[A] -> r = A }; goto manifest
  :: atomic { isManifestQueued[B] -> r = B }; goto manifest
  :: atomic { IS_LINK_DUE(A) -> r = A }; goto blob
  :: atomic { IS_LINK_DUE(B) -> r = B }; goto blob
  :: atomic { IS_KEY_DUE(1) -> key = 1 }; goto reap
  :: atomic { IS_KEY_DUE(2) -> key = 2 }; goto reap
  :: atomic { IS_KEY_DUE(3) -> key = 3 }; goto reap

manifest:
  /* The transaction works out again what holds it: what the list of due entries said may be over. */
#ifdef MANIFEST_WITHOUT_RECHECK
  if
  :: atomic { IS_MANIFEST_KEPT(r) -> isManifestQueued[r] = false }; goto next
  :: !IS_MANIFEST_KEPT(r)
  fi;
  atomic { collectManifest(r) };
#else
  atomic {
    if
    :: IS_MANIFEST_KEPT(r) || !isManifest[r] -> isManifestQueued[r] = false
    :: !IS_MANIFEST_KEPT(r) && isManifest[r] -> collectManifest(r)
    fi
  };
#endif
  goto next;

blob:
#ifdef GC_WITHOUT_RECHECK
  if
  :: IS_LINK_DUE(r) && isCondemned[r] && !isManifest[r] -> atomic { collectLink(r) }; goto next
  :: else
  fi;
#endif
#ifdef KEY_DELETED_BEFORE_ROW
  if
  :: IS_LINK_DUE(r) && isCondemned[r] && !isManifest[r] && !isLinked[1 - r] -> stored[row] = ABSENT
  :: else
  fi;
#endif
  atomic {
    if
    :: IS_LINK_DUE(r) -> reviewLink(r)
    :: else
    fi
  };
  goto next;

reap:
  /* Bytes first, then the note: a crash in between does it again. */
  atomic { assert(row != key); stored[key] = ABSENT };
  if
  :: atomic { crashes < CRASHES -> crashes++ }
  :: isDeletedKey[key] = false
  fi;

next:
  atomic { r = 0; key = 0 }
  od
}

#ifdef SWEEP_WITHOUT_AGE
#define IS_YOUNG(k) false
#else
#define IS_YOUNG(k) isInFlight[k]
#endif
#ifdef SWEEP_ASKS_BACKWARDS
#define IS_LISTED(k) (stored[k] != ABSENT && !IS_YOUNG(k) && !isDeletedKey[k])
#define IS_FOUND_TWICE(k) (row != k)
#else
/* Asked already here too, so that the sweeper does not go round for ever over a key that is another's to delete. */
#define IS_LISTED(k) (stored[k] != ABSENT && !IS_YOUNG(k) && row != k && !isDeletedKey[k])
#define IS_FOUND_TWICE(k) (!isDeletedKey[k])
#endif

/* Keys of nobody. Owners are asked for in the order in which keys pass from one to the next, so that none is missed between two looks. */
active proctype Sweeper() {
  byte key;
end:
  do
  :: atomic { IS_LISTED(1) -> key = 1 }; goto second
  :: atomic { IS_LISTED(2) -> key = 2 }; goto second
  :: atomic { IS_LISTED(3) -> key = 3 }; goto second
second:
    if
    :: IS_FOUND_TWICE(key) -> atomic { stored[key] = ABSENT; key = 0 }
    :: else -> key = 0
    fi
  od
}

/* Every period ends, but none while somebody is within it who was promised it. */
active proctype Time() {
  byte r;
end:
  do
  :: atomic { isFreshLink[A] && relying[A] == 0 -> isFreshLink[A] = false }
  :: atomic { isFreshLink[B] && relying[B] == 0 -> isFreshLink[B] = false }
  :: atomic { isStayed[A] && relying[A] == 0 -> isStayed[A] = false }
  :: atomic { isStayed[B] && relying[B] == 0 -> isStayed[B] = false }
  :: atomic { tag[A] == TRASHED -> tag[A] = UNTAGGED; isManifestQueued[A] = true }
  :: atomic { tag[B] == TRASHED -> tag[B] = UNTAGGED; isManifestQueued[B] = true }
  od
}

#define ROW_HAS_BYTES (row == 0 || stored[row] != ABSENT)
#define LINK_HAS_ROW(r) (!isLinked[r] || row != 0)
#define MANIFEST_HAS_BLOB(r) (!isManifest[r] || isLinked[r])
#define TAG_HAS_MANIFEST(r) (tag[r] == UNTAGGED || isManifest[r])

#define IS_KEY_OWNED(k) (stored[k] == ABSENT || row == k)
#define IS_CLEAN(r) ((!isLinked[r] || isManifest[r]) && (!isManifest[r] || tag[r] == TAGGED))

/* Nothing is there that nothing leads to. */
#define RECLAIMED                                                                                                                          \
  (IS_KEY_OWNED(1) && IS_KEY_OWNED(2) && IS_KEY_OWNED(3) && (row == 0 || isLinked[A] || isLinked[B]) && IS_CLEAN(A) && IS_CLEAN(B) &&       \
    !isDeletedKey[1] && !isDeletedKey[2] && !isDeletedKey[3])

/* What always holds. Never enabled while it does, so this costs no states. */
active proctype Monitor() {
end:
  if
  :: atomic { !ROW_HAS_BYTES -> assert(ROW_HAS_BYTES) }
  :: atomic { !(LINK_HAS_ROW(A) && LINK_HAS_ROW(B)) -> assert(LINK_HAS_ROW(A) && LINK_HAS_ROW(B)) }
  :: atomic { !(MANIFEST_HAS_BLOB(A) && MANIFEST_HAS_BLOB(B)) -> assert(MANIFEST_HAS_BLOB(A) && MANIFEST_HAS_BLOB(B)) }
  :: atomic { !(TAG_HAS_MANIFEST(A) && TAG_HAS_MANIFEST(B)) -> assert(TAG_HAS_MANIFEST(A) && TAG_HAS_MANIFEST(B)) }
#ifndef PROGRESS
  :: atomic { timeout -> assert(RECLAIMED) } /* nobody has anything left to do */
#endif
  fi
}

#ifdef PROGRESS
ltl reclaimed { <>[] RECLAIMED }
#endif

init {
  atomic {
    /* An empty registry, or one with an image that has been there for long. */
    if
    :: stored[FIRST_KEY] = DURABLE;
       row = FIRST_KEY;
       isLinked[A] = true;
       isManifest[A] = true;
       tag[A] = TAGGED
    :: skip
    fi;
#ifdef PROGRESS
    run Uploader(A, 2);
    run Mounter(A, B);
#else
    /* Three at a time, each pair among them: all at once are more than ten times as many states. */
    if
    :: run Uploader(A, 2); run Uploader(B, 3); run Header(A)
    :: run Uploader(A, 2); run Uploader(B, 3); run Reader(A)
    :: run Uploader(A, 2); run Mounter(A, B); run Reader(A)
    :: run Uploader(B, 2); run Mounter(A, B); run Header(A)
    :: run Mounter(A, B); run Header(A); run Reader(B)
    fi;
#endif
    run Tagger()
  }
}
