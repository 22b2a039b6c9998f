// The commands that are about runs and their journal, loaded together once one of them is used.
export { approve } from './approve/approve.ts'
export { list } from './journal/list.ts'
export { prune } from './journal/prune.ts'
export { show } from './journal/show.ts'
export { run } from './run/run.ts'
