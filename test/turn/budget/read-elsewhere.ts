/** Run as a process of its own: `node read-elsewhere.ts send|read <journal> [<ref>]`. Says the result as JSON. */
import { writeSync } from 'node:fs'
import { tool } from '../../../src/call/tool.ts'
import { sqliteJournal } from '../../../src/sqlite.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const [what, file = '', ref] = process.argv.slice(2)
const journal = await sqliteJournal(file)
const send = tool({ name: 'send', writes: 'mail', execute: () => 'sent '.repeat(1_000) })
const engine = createEngine({ tools: [send], maxResultChars: 1_000, journal })
const sends = what === 'send'
const call = sends
  ? { id: 'c1', name: 'send', input: {} }
  : { id: 'c2', name: 'read_result', input: { ref, offset: 4_990 } }
const { results } = await engine.execute([call], sends ? { id: 'mails' } : {})
writeSync(1, JSON.stringify(results[0]))
// As a crash would end it.
if (sends) process.kill(process.pid, 'SIGKILL')
await journal.close()
