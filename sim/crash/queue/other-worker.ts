// A worker of a round that is of another version: its source is changed when it is loaded, once it is known how.
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { broken, loadBroken } from '../../mutants/break-source.ts'
import type { WorkerPart } from '../part.ts'
import type { OtherVersion } from '../plan.ts'

const changes: Readonly<Record<OtherVersion, { file: string; find: string; replace: string }>> = {
  older: protocol(0),
  newer: protocol(2),
  garbled: {
    file: 'src/place/queue/scripts/queue-scripts.ts',
    find: 'replies, token, jobId, type, json)',
    // Its first two results are of a type that no engine knows.
    replace:
      "replies, token, jobId, type === 'returned' && (this.garbled = (this.garbled ?? 0) + 1) <= 2 ? 'newer' : type, json)",
  },
}

function protocol(version: number): (typeof changes)[OtherVersion] {
  return {
    file: 'src/place/queue/messages.ts',
    find: 'export const protocol = 1',
    replace: `export const protocol = ${version}`,
  }
}

process.once('message', (part: WorkerPart) => {
  const change = changes[part.version ?? 'newer']
  const path = new URL(`../../../${change.file}`, import.meta.url)
  const source = broken(
    { name: 'other', guarantee: 'G7', by: '', ...change },
    readFileSync(path, 'utf8'),
  )
  loadBroken(change.file, stripTypeScriptTypes(source))
  void import('./work.ts').then(({ work }) => work(part))
})
process.on('disconnect', () => process.exit(1))
process.send?.('ready')
