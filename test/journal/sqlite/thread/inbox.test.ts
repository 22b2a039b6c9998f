import assert from 'node:assert/strict'
import { chownSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { Inbox, type DecidedValues } from '../../../../src/journal/sqlite/thread/inbox.ts'
import { newFolder } from '../folder.ts'

const { folder, remove } = newFolder()
const allowed: DecidedValues = ['t', 'a', 'allow', null, 1]
const denied: DecidedValues = ['t', 'a', 'deny', 'No.', 2]

describe('the inbox of decisions', () => {
  after(remove)

  it('keeps the first on a call, and gives each as it was left', () => {
    const inbox = new Inbox(join(folder, 'first.db'))
    assert.deepEqual(inbox.all(), [])
    assert.equal(inbox.leave(allowed), undefined)
    assert.deepEqual(inbox.leave(denied), allowed)
    // Ids may hold anything, and do not run into each other.
    const others: DecidedValues[] = [
      ['../t', '/a\0', 'deny', 'Zu teuer: 5 €.', 3],
      ['x', 'y/z', 'allow', null, 4],
      ['x/y', 'z', 'deny', null, 5],
    ]
    for (const other of others) assert.equal(inbox.leave(other), undefined)
    for (const values of [allowed, ...others]) assert.deepEqual(inbox.get(values), values)
    assert.equal(inbox.all().length, 4)
    inbox.remove([allowed, ...others])
    assert.deepEqual(inbox.all(), [])
    assert.equal(inbox.get(allowed), undefined)
    inbox.remove([allowed])
    assert.equal(inbox.leave(denied), undefined)
  })

  it('is for its owner alone, and holds nothing but whole decisions', () => {
    const path = join(folder, 'whole.db.decisions')
    const inbox = new Inbox(join(folder, 'whole.db'))
    mkdirSync(path)
    for (const [name, text] of Object.entries({
      half: '["t","a","al',
      list: '[1,2]',
      none: 'null',
    }))
      writeFileSync(join(path, `${name}.json`), text)
    writeFileSync(join(path, 'a draft'), JSON.stringify(allowed))
    assert.deepEqual(inbox.all(), [])
    inbox.leave(allowed)
    assert.deepEqual(inbox.all(), [allowed])
    const name = readdirSync(path).find((file) => file.length > 40) ?? ''
    if (process.platform !== 'win32') assert.equal(statSync(join(path, name)).mode & 0o777, 0o600)
  })

  it("is the owner's of the journal, whoever decides", { skip: process.getuid?.() !== 0 }, () => {
    const journal = join(folder, 'owned.db')
    writeFileSync(journal, '')
    chownSync(journal, 12_345, 12_345)
    new Inbox(journal).leave(allowed)
    const path = `${journal}.decisions`
    for (const each of [path, ...readdirSync(path).map((name) => join(path, name))])
      assert.equal(statSync(each).uid, 12_345)
  })
})
