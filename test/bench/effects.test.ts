import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  bfclFolder,
  bfclTools,
  figuresOf,
  judge,
  liveMcpFile,
  liveMcpTools,
  tau2File,
  tau2Tools,
} from '../../bench/effects.ts'
import { missing } from './missing.ts'

suite('effects that are suggested for tools that others have labelled', () => {
  test(
    'τ²-bench: no write is taken for a read, and most reads are found, without descriptions',
    { skip: missing(tau2File) },
    () => {
      const { wrong, found, labelledReads } = figuresOf(tau2Tools())
      assert.deepEqual(wrong, [])
      assert.ok(labelledReads > 0 && found >= 0.6 * labelledReads, `${found} of ${labelledReads}`)
    },
  )

  test(
    'LiveMCPBench: no write is taken for a read by words alone, and six in ten tools are reads',
    { skip: missing(liveMcpFile) },
    () => {
      const { wrong, tools, takenAsReads } = figuresOf(liveMcpTools())
      assert.deepEqual(wrong, [])
      assert.ok(takenAsReads >= 0.6 * tools, `${takenAsReads} of ${tools}`)
    },
  )

  test(
    'BFCL: only a thermometer whose readings are drawn in order is taken for a reader',
    { skip: missing(bfclFolder) },
    () => {
      const { wrong } = figuresOf(bfclTools())
      assert.deepEqual(wrong, ['get_outside_temperature_from_google'])
    },
  )

  test('what is taken for a read says why', { skip: missing(liveMcpFile) }, () => {
    for (const tool of liveMcpTools()) assert.notEqual(judge(tool).why, '')
  })
})
