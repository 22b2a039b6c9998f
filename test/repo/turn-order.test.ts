import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filesOf } from './files.ts'
import { upwardImports } from './turn-order.ts'

describe('the order inside turn/', () => {
  it('holds: nothing imports what is above it', () => {
    assert.deepEqual(upwardImports(filesOf('src/**/*.ts')), [])
  })

  it('finds an import that goes up, and a file without a place', () => {
    const files = [
      { path: 'src/turn/stop.ts', text: "import { Life } from './life.ts'" },
      { path: 'src/turn/waits/limit.ts', text: "import type { Lives } from './list.ts'" },
      { path: 'src/turn/waits/list.ts', text: "import { LimitWait } from './limit.ts'" },
      { path: 'src/turn/new.ts', text: '' },
    ]
    assert.deepEqual(upwardImports(files), [
      'src/turn/stop.ts:1 imports src/turn/life.ts, which is above it.',
      'src/turn/waits/limit.ts:1 imports src/turn/waits/list.ts, which is above it.',
      'src/turn/new.ts has no place yet.',
    ])
  })
})
