import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filesOf } from './files.ts'
import { importOrderFaults } from './import-order.ts'

describe('the import order of the folders', () => {
  it('holds in src/', () => {
    assert.deepEqual(importOrderFaults(filesOf('src/**/*.ts')), [])
  })

  it('lets data flow down', () => {
    const allowed: [path: string, text: string][] = [
      ['src/turn/schedule.ts', "import { order } from '../plan/order.ts'"],
      ['src/limit/slots.ts', "import type { Clock } from '../util/clock.ts'"],
      ['src/util/expect.ts', "import { UsageError } from '../call/errors/error.ts'"],
      ['src/index.ts', "export { createAgent } from './agent/agent.ts'"],
      ['src/cli/demo.ts', "const { startServer } = await import('../testing/index.ts')"],
      ['src/testing/index.ts', "export * from '../index.ts'"],
      ['src/conformance.ts', "export { check } from './testing/conformance/check.ts'"],
      ['src/wire/anthropic/read.ts', "import { codec } from '../codec.ts'"],
      ['src/place/thread.ts', "import { Worker } from 'node:worker_threads'"],
    ]
    for (const [path, text] of allowed) assert.deepEqual(importOrderFaults([{ path, text }]), [])
  })

  it('finds an import that goes up or across, however it is written', () => {
    const planted: [path: string, text: string][] = [
      ['src/call/call.ts', "import { run } from '../turn/run.ts'"],
      ['src/util/queue.ts', "import { tool } from '../call/tool.ts'"],
      ['src/plan/order.ts', "import type { Slots } from '../limit/slots.ts'"],
      ['src/attempt/retry.ts', "export { createEngine } from '../index.ts'"],
      ['src/wire/deep/read.ts', "export * from '../../plan/order.ts'"],
      ['src/limit/slots.ts', "const turn = await import('../turn/turn.ts')"],
      ['src/journal/memory.ts', "let turn: import('../turn/contract.ts').Turn"],
      ['src/turn/turn.ts', "import { createAgent } from '../agent/agent.ts'"],
      ['src/agent/agent.ts', "import { guard } from '../adapt/guard.ts'"],
      ['src/observe/spans.ts', "import { guard } from '../adapt/guard.ts'"],
      ['src/ledger/judge.ts', "import { engine } from '../turn/engine.ts'"],
      ['src/index.ts', "export { startServer } from './testing/index.ts'"],
      ['src/testing/index.ts', "import { main } from '../cli/main.ts'"],
      ['src/conformance.ts', "import { main } from './cli/main.ts'"],
      ['src/agent/agent.ts', "import { tool } from 'fanfold'"],
      ['src/turn/turn.ts', "import { root } from '../../scripts/exec.ts'"],
      ['src/mystery/box.ts', "import { tool } from '../call/tool.ts'"],
    ]
    for (const [path, text] of planted) {
      const faults = importOrderFaults([{ path, text: `// A comment.\n${text}\n` }])
      assert.equal(faults.length, 1, `${path}: ${text}`)
      assert.match(faults[0] ?? '', new RegExp(`^${path}:2 imports `))
    }
  })
})
