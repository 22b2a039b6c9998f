// A process in which nothing but what it closes keeps the event loop alive: `node close.ts <name> <situation> <JSON>`.
// Its last line is printed after that is closed.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Surroundings } from './closable.ts'
import { closables } from './closables.ts'

const [name = '', situation = '', json = ''] = process.argv.slice(2)
const around = JSON.parse(json) as Surroundings
const closable = await closables[name]?.(around)
if (closable === undefined) throw new Error(`Expected the name of what is closed, got ${name}`)
switch (situation) {
  case 'unused':
    break
  case 'used':
  case 'twice':
    await closable.use()
    break
  case 'never there':
    await closable.begin()
    break
  default:
    await closable.use()
    await closable.begin()
    if (situation === 'killed') process.kill(around.pid, 'SIGKILL')
    if (situation === 'silent') process.kill(around.pid, 'SIGSTOP')
    // As long as it takes to hear of it, or not.
    await sleep(situation === 'busy' ? 0 : 200)
}
if (situation === 'twice') await Promise.all([closable.close(), closable.close()])
await closable.close()
console.log(`closed ${name}`)
