/**
 * Prints what Fanfold costs, beside its bounds: `npm run bench`, or `npm run bench -- lookup` for one. Figures of one
 * machine and one moment; the ratios travel.
 */
import { decode, decodeGrowth } from './decode.ts'
import { eager } from './eager.ts'
import { hedging } from './hedging.ts'
import { journal } from './journal.ts'
import type { Bench } from './lib.ts'
import { lookup } from './lookup.ts'
import { growth, overhead } from './overhead.ts'
import { queue } from './queue.ts'

const benches: Record<string, Bench> = {
  lookup,
  eager,
  overhead,
  growth,
  hedging,
  decode,
  decodeGrowth,
  journal,
  queue,
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => benches[name] === undefined)
if (unknown.length > 0) {
  console.error(
    `No benchmark named ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`,
  )
  process.exit(2)
}

let missed = 0
for (const [name, bench] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue
  console.log(`\n${bench.name}\n  ${bench.method}`)
  for (const { what, measured, bound, unit } of await bench.run()) {
    const met = measured <= bound
    missed += met ? 0 : 1
    const figures = `${measured.toFixed(2)} ${unit}`.padStart(14)
    const limit = `at most ${bound.toFixed(2)} ${unit}`
    console.log(`  ${met ? 'met   ' : 'MISSED'} ${figures}   ${limit.padEnd(20)} ${what}`)
  }
}
process.exitCode = missed > 0 ? 1 : 0
