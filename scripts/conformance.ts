/**
 * Reads the recordings of a folder in every way that they may arrive, and compares the calls with those that its
 * index names: `npm run conformance`, with `-- --dir PATH` for another folder, `--format NAME` for one format, and
 * `--json` for a program to read.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { codecs, formatNamed } from '../src/testing/conformance/codec/codecs.ts'
import { runConformance } from '../src/testing/conformance/codec/run-conformance.ts'
import { root } from './exec.ts'

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    format: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const data = process.env['FANFOLD_DATA'] ?? join(root, '..', 'shared', 'data')
const dir = values.dir === undefined ? join(data, 'streams') : resolve(values.dir)
const format = values.format === undefined ? undefined : formatNamed(values.format)

if (values.format !== undefined && format === undefined)
  fail(`Expected --format to be one of ${Object.keys(codecs).join(', ')}, got "${values.format}".`)
else if (!existsSync(join(dir, 'index.json')))
  fail(`Expected a folder of recordings with an index.json at ${dir}. Name one with --dir.`)
else {
  const result = await runConformance({ dir, format })
  const { files, exact, wrong, formats } = result
  if (values.json) console.log(JSON.stringify(result, undefined, 2))
  else {
    for (const { file, why } of wrong) console.log(`WRONG  ${file}\n       ${why}`)
    for (const { format: name, recordings, exact: plain, disturbed } of formats) {
      console.log(`${name}: ${plain} of ${recordings} exact as they are`)
      for (const one of disturbed) console.log(`  ${one.exact} of ${one.of}  ${one.name}`)
    }
    console.log(`${exact} of ${files} recordings are exact, undisturbed and disturbed.`)
  }
  process.exitCode = wrong.length > 0 ? 1 : 0
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 2
}
