// Prints the folder of the dashboard that the browser tests look at, after building it if need be.
import { ensureGalleryBuilt } from './web-build.mjs';

try {
  console.log(ensureGalleryBuilt());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
