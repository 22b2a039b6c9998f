// How long an audit takes of a project of Claude Code that somebody has worked on for long.
//
//   node bench/audit/run.ts [--calls 100000] [--keep folder]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeProject } from './project.ts'

/** What the command may take for 100,000 calls, in seconds. */
const mostSeconds = 10

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '100000' }, keep: { type: 'string' } },
})
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'fanfold-audit-'))
try {
  writeProject(folder, Number(values.calls))
  const bytes = readdirSync(folder).reduce(
    (sum, name) => sum + statSync(join(folder, name)).size,
    0,
  )
  const bin = join(import.meta.dirname, '../../bin/fanfold.mjs')
  const out = join(folder, 'report.html')
  const startMs = performance.now()
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [bin, 'audit', folder, '--out', out],
    { encoding: 'utf8' },
  )
  const seconds = (performance.now() - startMs) / 1e3
  console.log(stdout + stderr)
  console.log(
    `${values.calls} calls, ${Math.round(bytes / 1e6)} MB: ${seconds.toFixed(1)} s (bound: ${mostSeconds} s for 100,000 calls)`,
  )
  process.exitCode = status === 0 && seconds <= mostSeconds ? 0 : 1
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true })
}
