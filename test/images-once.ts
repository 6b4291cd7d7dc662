// A sandbox that builds the image of a bootstrap once: the same bootstrap gives the same bytes, so the stages of a file share theirs.
import type { Sandbox, VmImage } from '#platform/sandbox/sandbox';

/** A build that failed is asked for again. */
export function imagesOnce(sandbox: Sandbox): Sandbox {
  const built = new Map<string, VmImage>();
  return {
    get isolation() {
      return sandbox.isolation;
    },
    accepts: (image) => sandbox.accepts(image),
    buildImage: async (bootstrap, options) => {
      const known = built.get(bootstrap);
      if (known !== undefined && options?.signal === undefined) return known;
      const image = await sandbox.buildImage(bootstrap, options);
      built.set(bootstrap, image);
      return image;
    },
    run: (script) => sandbox.run(script),
    resume: (paused, answer, script) => sandbox.resume(paused, answer, script),
    close: () => sandbox.close(),
  };
}
