import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { conflict } from '../../../src/ledger/effect.ts'
import { effectsByName } from '../../../src/observe/audit/effects-of.ts'

const effectsOf = effectsByName()

function effectOf(name: string, input: unknown): ReturnType<typeof effectsOf> {
  return effectsOf({ id: '1', name, input })
}

describe('effects of calls in logs, by their names', () => {
  it('come from the name of the tool, or of the tool inside', () => {
    const inner = (tool_name: string): object => ({
      server_name: 's',
      tool_name,
      params: { id: 'a' },
    })
    const cases: readonly [name: string, input: unknown, kind: string][] = [
      ['get_order_details', { order_id: 'a' }, 'reads'],
      ['cancel_order', { order_id: 'a' }, 'writes'],
      ['extract_key_facts', { title: 'a' }, 'reads'],
      ['run', { command: 'ls' }, 'unknown'],
      ['execute-tool', inner('get_page'), 'reads'],
      ['execute-tool', inner('delete_page'), 'writes'],
      ['execute-tool', { ...inner('get_page'), params: '{"id":"a"}' }, 'reads'],
      ['execute-tool', { tool_name: 'get_page' }, 'unknown'],
      ['frobnicate', { query: 'what is it', limit: 3 }, 'reads'],
      ['frobnicate', { query: 'what is it', path: 'a' }, 'unknown'],
      ['frobnicate', 'no object', 'unknown'],
      ['frobnicate', null, 'unknown'],
    ]
    for (const [name, input, kind] of cases)
      assert.equal(effectOf(name, input).kind, kind, `${name} ${JSON.stringify(input)}`)
  })

  it('have the key of the thing that the arguments name first, and are known as guesses', () => {
    const { keys, guessed } = effectOf('update_order', { order_id: 'W1', payment_id: 'P1' })
    assert.deepEqual([keys, guessed], [['W1'], true])
    assert.equal(effectOf('update_order', { reason: 'none' }).keys, undefined)
    assert.deepEqual(effectOf('edit', { files: [{ path: '/a/b.txt' }] }).keys, ['a/b.txt'])
  })

  it('are known of the tools of coding agents, whose names say too little', () => {
    const patch = '*** Begin Patch\n*** Update File: src/a.ts\n*** Move to: src/b.ts\n*** End Patch'
    const cases: readonly [name: string, input: unknown, kind: string, keys?: readonly string[]][] =
      [
        ['Read', { file_path: '/r/a.ts', offset: 3 }, 'reads', ['r/a.ts']],
        ['Glob', { pattern: '**/*.ts' }, 'reads'],
        ['Grep', { pattern: 'x', path: '/r' }, 'reads', ['r']],
        ['LS', { path: '/r' }, 'reads', ['r']],
        ['NotebookRead', { notebook_path: '/r/n.ipynb' }, 'reads', ['r/n.ipynb']],
        ['WebSearch', { query: 'a b' }, 'reads'],
        ['WebFetch', { url: 'a.example', prompt: 'what' }, 'reads', ['a.example']],
        ['list_dir', { dir_path: '/r' }, 'reads', ['r']],
        ['grep_files', { pattern: 'x' }, 'reads'],
        ['view_image', { path: '/r/a.png' }, 'reads'],
        ['Edit', { file_path: '/r/a.ts', old_string: 'a', new_string: 'b' }, 'writes', ['r/a.ts']],
        ['MultiEdit', { file_path: '/r/a.ts', edits: [] }, 'writes', ['r/a.ts']],
        ['Write', { file_path: '/r/a.ts', content: '' }, 'writes', ['r/a.ts']],
        ['NotebookEdit', { notebook_path: '/r/n.ipynb' }, 'writes', ['r/n.ipynb']],
        ['TodoWrite', { todos: [{ id: '1', content: 'a' }] }, 'writes', ['(notes of the agent)']],
        ['update_plan', { plan: [] }, 'writes', ['(notes of the agent)']],
        ['TaskList', {}, 'reads', ['(notes of the agent)']],
        ['apply_patch', { input: patch }, 'writes', ['src/a.ts', 'src/b.ts']],
        ['apply_patch', patch, 'writes', ['src/a.ts', 'src/b.ts']],
        ['apply_patch', { input: 7 }, 'writes'],
        ['str_replace_editor', { command: 'view', path: '/r/a.ts' }, 'reads', ['r/a.ts']],
        [
          'str_replace_based_edit_tool',
          { command: 'insert', path: '/r/a.ts' },
          'writes',
          ['r/a.ts'],
        ],
        ['str_replace_editor', null, 'unknown'],
        ['KillShell', { shell_id: 'a' }, 'writes', ['a']],
        ['BashOutput', { bash_id: 'a' }, 'unknown', ['a']],
        ['write_stdin', { session_id: 1, chars: 'y' }, 'writes', ['1']],
        ['Task', { prompt: 'Look', subagent_type: 'x' }, 'unknown'],
        ['Agent', { prompt: 'Look' }, 'unknown'],
        ['Skill', { skill: 'a' }, 'unknown'],
        ['think', { thought: 'so' }, 'unknown'],
        ['finish', {}, 'writes'],
        ['Bash', { command: 'cat /r/a.ts' }, 'reads'],
        ['Bash', { command: 'npm test' }, 'unknown'],
      ]
    for (const [name, input, kind, keys] of cases) {
      const effect = effectOf(name, input)
      assert.deepEqual([effect.kind, effect.keys, effect.guessed], [kind, keys, true], name)
    }
  })

  it('meet where they name the same thing', () => {
    const write = effectOf('write_file', { path: '/a/b.txt', content: 'x' })
    assert.equal(conflict(write, effectOf('read_file', { path: '/a/b.txt' })), true)
    assert.equal(conflict(write, effectOf('read_file', { path: '/a/c.txt' })), false)
    assert.equal(conflict(write, effectOf('list_directory', { path: '/a' })), true)
    assert.equal(conflict(write, effectOf('run', { command: 'x' })), undefined)
  })
})
