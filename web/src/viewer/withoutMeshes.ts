/**
 * Stands for the engine's reader of meshes in XML: films have none, and the reader needs modules that no browser has
 * (vite.config.ts).
 */
export default {
  newInstance(): never {
    throw new Error('This page reads no meshes.');
  },
};
