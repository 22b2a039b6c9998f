import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { Inbox, type DecidedValues } from '../../../../src/journal/sqlite/thread/inbox.ts'
import { newFolder } from '../folder.ts'

const { folder, remove } = newFolder()
const isWindows = process.platform === 'win32'
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

  it('takes nothing but files of its own making, and waits for none', () => {
    const journal = join(folder, 'odd.db')
    const path = `${journal}.decisions`
    const inbox = new Inbox(journal)
    inbox.leave(allowed)
    const [own = ''] = readdirSync(path)
    const name = (of: string): string => join(path, `${of.repeat(64)}.json`)
    // A copy under another name would come back for ever, and a link shows what is not here.
    writeFileSync(name('a'), JSON.stringify(allowed))
    mkdirSync(name('b'))
    writeFileSync(join(folder, 'secret'), JSON.stringify(allowed))
    if (process.platform !== 'win32') {
      symlinkSync(join(folder, 'secret'), name('c'))
      execFileSync('mkfifo', [name('d')])
    }
    writeFileSync(name('e'), `["t","a","allow","${'x'.repeat(2 ** 20)}",1]`)
    assert.deepEqual(inbox.all(), [allowed])
    inbox.remove([allowed])
    assert.ok(!readdirSync(path).includes(own))
    assert.deepEqual(inbox.all(), [])
  })

  it('replaces what is no decision, and lies where one is to be', () => {
    const journal = join(folder, 'rubbish.db')
    const inbox = new Inbox(journal)
    inbox.leave(allowed)
    const [name = ''] = readdirSync(`${journal}.decisions`)
    const path = join(`${journal}.decisions`, name)
    for (const put of [() => writeFileSync(path, '["t","a","al'), () => mkdirSync(path)]) {
      rmSync(path, { recursive: true })
      put()
      assert.equal(inbox.get(denied), undefined)
      assert.equal(inbox.leave(denied), undefined)
      assert.deepEqual(inbox.all(), [denied])
    }
  })

  it('refuses a decision that nobody would read', () => {
    const long: DecidedValues = ['t', 'a', 'deny', 'x'.repeat(2 ** 20), 1]
    const inbox = new Inbox(join(folder, 'long.db'))
    assert.throws(() => inbox.leave(long), { code: 'journal_record' })
    assert.deepEqual(inbox.all(), [])
  })

  it('is not looked at where others may have put something', { skip: isWindows }, () => {
    const journal = join(folder, 'shared.db')
    const path = `${journal}.decisions`
    writeFileSync(journal, '', { mode: 0o600 })
    const inbox = new Inbox(journal)
    inbox.leave(allowed)
    const refused = { code: 'journal_read_only' }
    chmodSync(path, 0o777)
    assert.deepEqual([inbox.all(), inbox.get(allowed)], [[], undefined])
    assert.match(inbox.fault() ?? '', /others may write to .*chmod 700/)
    assert.throws(() => inbox.leave(allowed), refused)
    // Those may write to the journal itself.
    chmodSync(journal, 0o666)
    assert.deepEqual(inbox.all(), [allowed])
    chmodSync(path, 0o700)
    renameSync(path, `${path}.elsewhere`)
    symlinkSync(`${path}.elsewhere`, path)
    assert.match(inbox.fault() ?? '', /is no folder/)
    assert.deepEqual(inbox.all(), [])
    assert.throws(() => inbox.leave(denied), refused)
    rmSync(path)
    writeFileSync(path, '')
    assert.throws(() => inbox.leave(denied), refused)
  })

  it('gives away nothing that a link leads to', { skip: process.getuid?.() !== 0 }, () => {
    const journal = join(folder, 'trap.db')
    writeFileSync(journal, '')
    chownSync(journal, 12_345, 12_345)
    const mine = join(folder, 'mine')
    mkdirSync(mine)
    symlinkSync(mine, `${journal}.decisions`)
    assert.throws(() => new Inbox(journal).leave(allowed), { code: 'journal_read_only' })
    assert.deepEqual([statSync(mine).uid, readdirSync(mine)], [0, []])
    // Nor is another user's looked at.
    rmSync(`${journal}.decisions`)
    mkdirSync(`${journal}.decisions`)
    chownSync(`${journal}.decisions`, 23_456, 23_456)
    assert.match(new Inbox(journal).fault() ?? '', /belongs to another user/)
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
