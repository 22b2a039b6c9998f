import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { effectsByName } from '../../../../src/observe/audit/effects-of.ts'
import { shellCall } from '../../../../src/observe/audit/shell/shell-call.ts'
import { reportOf } from '../../../../src/observe/audit/sums/run-report.ts'

describe('calls of a shell', () => {
  it('are known by the names that agents have for it, as a text or as words', () => {
    const cases: readonly [name: string, input: unknown, kind: string | undefined][] = [
      ['Bash', { command: 'ls', description: 'Remove all files' }, 'reads'],
      ['bash', { command: 'rm a' }, 'writes'],
      ['Bash', { command: 'ls', run_in_background: true }, 'unknown'],
      ['Bash', { command: 7 }, 'unknown'],
      ['Bash', null, 'unknown'],
      ['shell', { command: ['bash', '-lc', 'rg -n foo | head'] }, 'reads'],
      ['shell', { command: ['/bin/zsh', '-lc', 'ls > a'] }, 'writes'],
      ['shell', { command: ['grep', '-n', 'a > b; rm c', 'notes.md'] }, 'reads'],
      ['shell', { command: ['apply_patch', '*** Begin Patch'] }, 'writes'],
      ['shell', { command: [] }, 'reads'],
      ['exec_command', { cmd: 'sed -n 1,40p a.ts', yield_time_ms: 1000 }, 'reads'],
      ['local_shell_call', { type: 'exec', command: ['ls'] }, 'reads'],
      ['local_shell', { action: { type: 'exec', command: ['rm', 'a'] } }, 'writes'],
      ['execute_bash', { command: 'ls', is_input: 'true' }, 'unknown'],
      ['run_terminal_cmd', { command: 'git status', is_background: false }, 'reads'],
      ['write_stdin', { chars: 'ls\n' }, undefined],
      ['run', { command: 'ls' }, undefined],
      ['str_replace_editor', { command: 'view', path: '/a' }, undefined],
    ]
    for (const [name, input, kind] of cases)
      assert.equal(shellCall({ name, input })?.kind, kind, `${name} ${JSON.stringify(input)}`)
  })

  it('are calls of the programs that they start: what is printed, and how much, does not matter', () => {
    const cases: readonly [command: string, name: string, said: object][] = [
      [
        'cd /srv && cat a.ts b.ts | head -20',
        'Bash cat',
        { path: ['a.ts', 'b.ts'], folder: ['/srv'] },
      ],
      ["sed -n '10,20p' a.ts", 'Bash cat', { path: ['a.ts'], rest: ['-n', '10,20p'] }],
      ['git log --oneline -- src', 'Bash git log', { path: ['src'], rest: ['--oneline', '--'] }],
      [
        'grep -rn foo src; echo "--- bar"; ls lib',
        'Bash grep ls',
        { path: ['src', 'lib'], pattern: ['foo'], rest: ['-rn'] },
      ],
      [
        "find src -name '*.ts' | grep -v test",
        'Bash find',
        { path: ['src'], pattern: ['*.ts', 'test'], rest: ['-v'] },
      ],
      [
        'for f in a.ts b.ts; do wc -l "$f"; done',
        'Bash wc',
        { path: ['a.ts', 'b.ts'], rest: ['-l'] },
      ],
    ]
    const nothing = { path: [], pattern: [], rest: [], folder: [] }
    for (const [command, name, said] of cases)
      assert.deepEqual(
        shellCall({ name: 'Bash', input: { command } })?.call,
        { name, input: { ...nothing, ...said } },
        command,
      )
  })

  it('could have been one message if they looked at files that were known, and no search led from one to the other', () => {
    const heard = 'Compare src/lane.ts and src/node.ts, and look for foo and bar in them.'
    const cases: readonly [first: string, output: string, second: string, mergeable: string][] = [
      ['cat src/lane.ts', 'const a = 1', 'cat src/node.ts', 'yes'],
      ['head -50 src/lane.ts', 'const a = 1', "sed -n '1,50p' src/node.ts | nl", 'yes'],
      ['cat src/lane.ts', "import './node.ts'", 'cat src/node.ts', 'maybe'],
      ['head -50 src/lane.ts', 'const a = 1', 'head -90 src/lane.ts', 'maybe'],
      ['ls src', 'lane.ts\nnode.ts', 'cat src/node.ts', 'maybe'],
      ['grep -n foo src/lane.ts', '3: foo', 'cat src/node.ts', 'maybe'],
      ['grep -n foo src/lane.ts', '3: foo', 'grep -n foolish src/node.ts', 'maybe'],
      ['git status', 'On branch main', 'cat src/node.ts', 'maybe'],
      ['git status', 'On branch main', 'git diff --stat', 'maybe'],
      ['cat src/lane.ts', 'const a = 1', 'rm src/node.ts', 'maybe'],
      ['npm run build', '', 'cat src/node.ts', 'no'],
      ['git add -A src lane node compare look foo bar', '', 'npm run look', 'maybe'],
    ]
    for (const [first, output, second, mergeable] of cases) {
      const calls = [first, second].map((command, at) => ({
        id: `${at}`,
        name: 'Bash',
        input: { command, description: `Step ${at}` },
        output: at === 0 ? output : 'done, as it should be',
      }))
      const turns = calls.map((call, at) => ({
        calls: [call],
        heard: at === 0 ? heard : undefined,
      }))
      const { pairs, turns: tools } = reportOf('a', { turns }, { effectsOf: effectsByName() })
      assert.equal(pairs[0]?.mergeable, mergeable, `${first}, then ${second}`)
      assert.deepEqual(tools, [['Bash'], ['Bash']])
    }
  })
})
