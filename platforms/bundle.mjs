// Bundles a program, as users would, with all of Fanfold in it: node bundle.mjs BUNDLER ENTRY OUTPUT-FOLDER
// What is said of each in docs/guides/bundlers.md is what is done here.
import { builtinModules } from 'node:module'
import { basename, dirname, join } from 'node:path'

const [, , bundler, entry, out] = process.argv
const name = basename(entry)
/** It is CommonJS, and the threads load it from node_modules in any case. */
const external = ['ioredis']

const bundlers = {
  async esbuild() {
    const { build } = await import('esbuild')
    const more = { bundle: true, format: 'esm', target: 'es2023', external }
    await build({ entryPoints: [entry], platform: 'node', outfile: join(out, name), ...more })
  },

  async rollup() {
    const { rollup } = await import('rollup')
    const { nodeResolve } = await import('@rollup/plugin-node-resolve')
    const isExternal = [...external, ...builtinModules, /^node:/]
    const bundle = await rollup({ input: entry, plugins: [nodeResolve()], external: isExternal })
    await bundle.write({ dir: out, entryFileNames: name })
    await bundle.close()
  },

  async vite() {
    const { build } = await import('vite')
    await build({
      root: dirname(entry),
      logLevel: 'warn',
      ssr: { noExternal: true, external },
      build: {
        ssr: entry,
        outDir: out,
        emptyOutDir: true,
        rollupOptions: { output: { entryFileNames: name, chunkFileNames: '[name].mjs' } },
      },
    })
  },

  async webpack() {
    const { default: webpack } = await import('webpack')
    const output = { path: out, filename: name, module: true, chunkFormat: 'module' }
    const config = { mode: 'production', target: 'node22', entry, output }
    const stats = await new Promise((resolve, reject) => {
      webpack(
        {
          ...config,
          experiments: { outputModule: true },
          // An optional package, which is not installed here.
          ignoreWarnings: [/@smithy\/eventstream-codec/],
        },
        (error, done) => (error ? reject(error) : resolve(done)),
      )
    })
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'))
  },

  /** One file for a page, or for workerd. */
  async web() {
    const { build } = await import('esbuild')
    const more = { bundle: true, format: 'esm', target: 'es2023', logLevel: 'warning' }
    await build({ entryPoints: [entry], platform: 'browser', outfile: join(out, name), ...more })
  },
}

await bundlers[bundler]()
