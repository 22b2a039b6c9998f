import type { Plugin } from 'rollup'

/** Packages that are no dependency of the user's become a part of what is built. */
export function inlined(): Plugin {
  return {
    name: 'inlined-packages',
    resolveId(id, importer) {
      if (importer === undefined || /^[./]/.test(id)) return null
      return { id: new URL(import.meta.resolve(id)).pathname, moduleSideEffects: false }
    },
  }
}
