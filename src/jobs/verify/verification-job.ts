// Verification of storage as a job: any worker takes it up, and goes on where another one stopped.
import type { BlobStore } from "../../blobstore/blob-store.ts";
import { verificationOptions } from "../../care/verify/options.ts";
import { Verification } from "../../care/verify/verification.ts";
import { VERIFICATION_KIND } from "../../management/storage.ts";
import type { MetadataStore } from "../../metadata/metadata-store.ts";
import type { ReferencePolicies } from "../../registry/reference-policy.ts";
import type { Job } from "../job.ts";

interface Dependencies {
  readonly metadata: MetadataStore;
  readonly blobs: BlobStore;
  readonly policies: ReferencePolicies;
}

export function verificationJob(deps: Dependencies): Job {
  return {
    kind: VERIFICATION_KIND,
    run: async (context) => {
      const verification = new Verification(deps, verificationOptions(context.options), context);
      try {
        return await verification.run();
      } catch (error) {
        // Whoever ends it wants to see what was found until then.
        if (context.isCancelled()) return verification.report;
        throw error;
      }
    },
  };
}
