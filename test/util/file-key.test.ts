import assert from 'node:assert/strict'
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import * as fc from 'fast-check'
import { UsageError } from '../../src/call/errors/error.ts'
import { covers } from '../../src/keys/key.ts'
import { fileKey, makeFileKey } from '../../src/util/file-key.ts'
import { memoryFileSystem } from './memory-file-system.ts'

let home = ''
before(() => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'file-key-')))
  mkdirSync(path.join(home, 'src/deep'), { recursive: true })
  writeFileSync(path.join(home, 'src/a.ts'), '')
  writeFileSync(path.join(home, 'src/deep/b.ts'), '')
})
after(() => rmSync(home, { recursive: true }))

const at = (name: string): string => `${home}/${name}`
const link = (target: string, name: string): void => symlinkSync(target, at(name))

test('a key is `file` and the real path', () => {
  assert.equal(fileKey('/'), 'file')
  // Some systems' temporary directories fold case.
  assert.equal(fileKey(at('src/a.ts')).toLowerCase(), `file${home}/src/a.ts`.toLowerCase())
  assert.ok(covers(fileKey(at('src')), fileKey(at('src/deep/b.ts'))))
  assert.ok(!covers(fileKey(at('src')), fileKey(at('srcs'))))
})

test('one file has one key, however its path is written', () => {
  const key = fileKey(at('src/a.ts'))
  for (const name of [
    'src//a.ts',
    './src/./a.ts',
    'src/deep/../a.ts',
    'src/a.ts/',
    'src/no/../a.ts',
  ])
    assert.equal(fileKey(at(name)), key, name)
  assert.equal(fileKey(path.relative(process.cwd(), at('src/a.ts'))), key)
  assert.equal(fileKey(pathToFileURL(at('src/a.ts')).href), key)
  assert.equal(fileKey(at('src/')), fileKey(at('src')))
})

test('symbolic links are seen through, of the file and of any directory above it', () => {
  link('src/a.ts', 'link.ts')
  link('link.ts', 'link-of-link.ts')
  link(at('src'), 'source')
  const key = fileKey(at('src/a.ts'))
  assert.equal(fileKey(at('link.ts')), key)
  assert.equal(fileKey(at('link-of-link.ts')), key)
  assert.equal(fileKey(at('source/a.ts')), key)
  assert.equal(fileKey(at('source/new.ts')), fileKey(at('src/new.ts')))
})

test('`..` after a link leads to the parent of what the link leads to', () => {
  link('src/deep', 'deep')
  assert.equal(fileKey(at('deep/../a.ts')), fileKey(at('src/a.ts')))
  assert.equal(fileKey(at('deep/../new.ts')), fileKey(at('src/new.ts')))
  assert.equal(fileKey(at('missing/../deep/../new.ts')), fileKey(at('src/new.ts')))
  assert.equal(fileKey(at('missing/deep/new.ts')), `${fileKey(home)}/missing/deep/new.ts`)
})

test('a file has the same key before it exists and after', () => {
  const before = fileKey(at('src/fresh/new.ts'))
  assert.equal(before, `${fileKey(at('src'))}/fresh/new.ts`)
  mkdirSync(at('src/fresh'))
  writeFileSync(at('src/fresh/new.ts'), '')
  assert.equal(fileKey(at('src/fresh/new.ts')), before)
  assert.equal(fileKey(at('src/a.ts/below')), `${fileKey(at('src/a.ts'))}/below`)
})

test('a link to what does not exist yet has the key of that', () => {
  link('src/later.ts', 'dangling')
  link(at('nowhere/at/all'), 'far')
  link('dangling', 'dangling-twice')
  assert.equal(fileKey(at('dangling')), fileKey(at('src/later.ts')))
  assert.equal(fileKey(at('dangling-twice')), fileKey(at('src/later.ts')))
  assert.equal(fileKey(at('far/../x')), fileKey(at('nowhere/at/x')))
})

test('links that go round in circles have a key, and take no time', () => {
  link('loop-b', 'loop-a')
  link('loop-a', 'loop-b')
  link('self/self', 'self')
  for (const name of ['loop-a', 'loop-b', 'self', 'loop-a/x'])
    assert.ok(covers(fileKey(home), fileKey(at(name))), name)
})

test('what means something in a key is escaped', () => {
  const key = fileKey(at('*'))
  assert.equal(key, `${fileKey(home)}/%2A`)
  assert.ok(!covers(key, fileKey(at('src'))))
  assert.equal(fileKey(at('100%')), `${fileKey(home)}/100%25`)
  assert.notEqual(fileKey(at('%2A')), key)
})

test('two files have two keys, even when they differ by case alone or are hard links', (t) => {
  mkdirSync(at('case'))
  writeFileSync(at('case/readme'), '')
  linkSync(at('case/readme'), at('other'))
  try {
    linkSync(at('case/readme'), at('case/README'))
  } catch {
    t.diagnostic('this file system folds case')
    return
  }
  assert.notEqual(fileKey(at('case/readme')), fileKey(at('case/README')))
  assert.notEqual(fileKey(at('case/readme')), fileKey(at('other')))
})

test('a path of many segments that do not exist takes no stack and no quadratic time', () => {
  const long = '/no/such'.repeat(100_000)
  assert.equal(fileKey(long), `file${long}`)
})

test('what is no path is refused', () => {
  assert.throws(
    () => fileKey(''),
    new UsageError('Expected `path` to be a non-empty string, got "".'),
  )
  assert.throws(
    () => fileKey('a\0b'),
    new UsageError('Expected `path` to be without NUL bytes, got "a\\u0000b".'),
  )
  assert.throws(() => fileKey('file:///a%00b'), UsageError)
  assert.throws(() => fileKey('file:///a%2Fb'), UsageError)
  assert.throws(() => fileKey(undefined as unknown as string), UsageError)
})

test('any path under links and dots gives the key of the file that opening it would reach', () => {
  link('..', 'src/up')
  const name = fc.constantFrom('src', 'deep', 'a.ts', 'b.ts', '..', '.', '', 'up', 'new')
  fc.assert(
    fc.property(fc.array(name, { maxLength: 8 }), (names) => {
      // Made without a link or a dot in it by the system, which can do so only for what exists.
      const file = at(names.join('/'))
      let real: string
      try {
        real = realpathSync.native(file)
      } catch {
        fileKey(file)
        return
      }
      assert.equal(fileKey(file), fileKey(real))
      assert.equal(fileKey(`${file}/absent`), `${fileKey(real)}/absent`)
    }),
  )
})

const windows = makeFileKey(
  memoryFileSystem(path.win32, ['work/Notes.txt', 'Program Files/App/a.EXE'], () => true),
)

test('on Windows a key has the drive, and either slash and any case will do', () => {
  assert.equal(windows('C:\\'), 'file/c:')
  const key = windows('C:\\Program Files\\App\\a.EXE')
  assert.equal(key, 'file/c:/program files/app/a.exe')
  for (const name of [
    'c:/program files/APP/A.exe',
    'C:\\PROGRA~0\\..\\Program Files\\App\\a.EXE',
    '\\\\?\\C:\\Program Files\\App\\a.EXE',
    '..\\Program Files/App//a.EXE',
    'file:///C:/Program%20Files/App/a.EXE',
  ])
    assert.equal(windows(name), key, name)
})

test('on Windows a file that does not exist yet has the key that it will have', () => {
  const key = 'file/c:/work/new.txt'
  for (const name of ['New.txt', 'C:\\Work\\NEW.TXT', 'new.txt.', 'new.txt. .', 'new.txt::$DATA'])
    assert.equal(windows(name), key, name)
  assert.equal(windows('D:\\x'), 'file/d:/x')
  assert.equal(windows('\\\\Server\\Share\\x'), 'file/unc:/server/share/x')
  assert.equal(windows('\\\\?\\UNC\\Server\\Share\\x'), 'file/unc:/server/share/x')
})

test('where one directory folds case and another does not, each name goes by its own', () => {
  const key = makeFileKey(
    memoryFileSystem(path.posix, ['Home/stick/A.txt', 'Home/stick/Sub/b', 'Home/x'], (directory) =>
      directory.startsWith('Home/stick'),
    ),
  )
  assert.equal(key('/Home/stick/A.txt'), 'file/Home/stick/a.txt')
  assert.equal(key('/Home/stick/sub/B'), 'file/Home/stick/sub/b')
  assert.equal(key('/Home/stick/NEW/Ä'), key('/Home/stick/new/a\u0308'))
  assert.equal(key('/Home/stick/Straße'), key('/Home/stick/STRASSE'))
  assert.equal(key('/Home/X'), 'file/Home/X')
  assert.equal(key('/Home/x'), 'file/Home/x')
})
