import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { Reserve } from '../../../../../src/journal/sqlite/thread/file/reserve.ts'
import { newFolder } from '../../folder.ts'

const { folder, remove } = newFolder()
after(remove)

describe('what is kept in reserve on the disk', () => {
  it('is a megabyte, of which opening gets all but a part, and pruning all', () => {
    const path = join(folder, 'a.db')
    const reserve = new Reserve(path)
    const size = (): number => statSync(`${path}.reserve`).size
    assert.equal(reserve.fill().bytes, 2 ** 20)
    assert.equal(size(), 2 ** 20)
    let given = 0
    while (reserve.giveSome()) given += 1
    assert.ok(given > 10 && size() === 2 ** 17, `${given} times, ${size()} left`)
    assert.equal(reserve.fill().bytes, 2 ** 20)
    reserve.giveAll()
    reserve.giveAll()
    assert.ok(!existsSync(`${path}.reserve`))
    assert.equal(reserve.giveSome(), false)
  })

  it('is never what a link leads to', () => {
    const path = join(folder, 'b.db')
    const mine = join(folder, 'mine')
    writeFileSync(mine, 'x'.repeat(2 ** 18))
    symlinkSync(mine, `${path}.reserve`)
    const reserve = new Reserve(path)
    assert.deepEqual(reserve.fill(), { bytes: 0, isShort: true })
    assert.equal(reserve.giveSome(), false)
    reserve.giveAll()
    assert.equal(readFileSync(mine, 'utf8'), 'x'.repeat(2 ** 18))
  })
})
