#!/usr/bin/env node
// No static import and no recent syntax: an old Node must get far enough to say that it is too old.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `fanfold needs Node.js 22.18 or later, but this is Node.js ${process.versions.node}.`,
  )
  process.exitCode = 1
} else {
  start()
}

async function start() {
  const { existsSync } = await import('node:fs')
  // A checkout has src/, which is never older than dist/; the published package has dist/ alone.
  const source = new URL('../src/cli/main.ts', import.meta.url)
  const built = new URL('../dist/cli.js', import.meta.url)
  if (existsSync(source)) return run(await import(String(source)))
  // The second start is a fifth quicker. Where nothing can be written there is no cache.
  const { enableCompileCache } = await import('node:module')
  if (enableCompileCache !== undefined) enableCompileCache()
  return run(await import(String(built)))
}

async function run({ main }) {
  process.exitCode = await main(process.argv.slice(2))
}
