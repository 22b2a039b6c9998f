export { observe } from './observe/spans/observe.ts'
export type { ObserveOptions } from './observe/spans/options.ts'
