/**
 * Runs the test files that it is given in this process, with cheap promises: node:test follows each by an async hook, so
 * as to name the test that an error strayed from, which makes them several times as slow. An error that strays still
 * fails the run; the file that is run by itself tells from which test it came.
 */
import asyncHooks from 'node:async_hooks'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './exec.ts'

const { createHook } = asyncHooks
const noHook = { enable: () => noHook, disable: () => noHook }
Object.assign(asyncHooks, { createHook: () => noHook })
// It takes what there is when it is loaded.
await import('node:test')
Object.assign(asyncHooks, { createHook })

for (const file of process.argv.slice(2)) await import(pathToFileURL(join(root, file)).href)
