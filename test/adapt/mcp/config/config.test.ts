import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readConfig } from '../../../../src/adapt/mcp/config/config.ts'
import { addressOf } from '../../../../src/adapt/mcp/config/server-definition.ts'

suite('the config of MCP servers', () => {
  test('says which field is wrong', () => {
    const server = { command: 'x' }
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      [[], /Expected `the config` to be an object/],
      [
        { mcpServers: [] },
        /Expected `mcpServers` of the config to be an object of servers by name, got an array/,
      ],
      [{ mcpServers: { a: 1 } }, /Expected `mcpServers\.a` to be an object, got `1`/],
      [
        { mcpServers: { a: server }, fanfold: { concurency: 1 } },
        /got `concurency`\. Did you mean `concurrency`/,
      ],
      [
        { mcpServers: { git: server }, fanfold: { servers: { gut: {} } } },
        /got "gut"\. Did you mean "git"/,
      ],
      [
        {
          mcpServers: { a: server },
          fanfold: { servers: { a: { tools: { t: { write: 'x' } } } } },
        },
        /`fanfold\.servers\.a\.tools\.t`.*got `write`\. Did you mean `writes`/,
      ],
      [
        {
          mcpServers: { a: server },
          fanfold: { servers: { a: { tools: { t: { timeoutMs: 'x' } } } } },
        },
        /In `fanfold\.servers\.a\.tools\.t`: Expected `timeoutMs` of the tool to be a number of milliseconds above 0, got "x"/,
      ],
      [
        {
          mcpServers: { a: server },
          fanfold: { servers: { a: { tools: { t: { writes: 'x/{' } } } } },
        },
        /Expected `fanfold\.servers\.a\.tools\.t\.writes` to be a key such as "customer\/\{id\}", got "x\/\{"/,
      ],
    ]
    for (const [config, message] of wrong)
      assert.throws(() => readConfig(JSON.stringify(config)), message)
    assert.throws(() => readConfig('{'), /Expected the config to be JSON, but/)
  })

  test('refuses names of servers whose tools could have the same name', () => {
    const server = { command: 'x' }
    const read = (...names: string[]): unknown =>
      readConfig(
        JSON.stringify({ mcpServers: Object.fromEntries(names.map((name) => [name, server])) }),
      )
    // `a__b` has a tool `c`, and `a` one named `b__c`; `a_` has `b`, and `a` has `_b`.
    for (const [one, other] of [
      ['prod.db', 'prod_db'],
      ['数据库', '文件夹'],
      ['a', 'a__b'],
      ['a', 'a_'],
    ] as const)
      for (const names of [
        [one, other],
        [other, one],
      ])
        assert.throws(
          () => read(...names),
          ({ message }: Error) => message.includes(`"${one}"`) && message.includes(`"${other}"`),
          names.join(),
        )
    read('a', 'ab', 'a_b', 'b__a', 'A')
    const gone = { 'a.b': server, a_b: { ...server, disabled: true } }
    readConfig(JSON.stringify({ mcpServers: gone }))
  })

  test('is read as hosts have it: with fields of their own, as `servers`, and without what is disabled', () => {
    const { servers } = readConfig(
      JSON.stringify({
        inputs: [],
        servers: {
          a: { type: 'stdio', command: 'x', autoApprove: ['y'] },
          b: { command: 'x', disabled: true },
        },
      }),
    )
    assert.deepEqual([...servers.keys()], ['a'])
  })

  test('puts variables in, and names the one that is not set', () => {
    const env = { HOME: '/home/ada', TOKEN: 'secret' }
    assert.deepEqual(
      addressOf(
        {
          command: '${HOME}/bin/x',
          args: ['--port', 8080, '${PORT:-1}'],
          env: { TOKEN: '${env:TOKEN}', PLAIN: '$TOKEN' },
        },
        'mcpServers.a',
        env,
      ),
      {
        over: 'stdio',
        command: '/home/ada/bin/x',
        args: ['--port', '8080', '1'],
        env: { TOKEN: 'secret', PLAIN: '$TOKEN' },
        cwd: undefined,
      },
    )
    const { over, url, headers } = addressOf(
      { url: 'https://example.test/mcp', headers: { Authorization: 'Bearer ${TOKEN}' } },
      'mcpServers.a',
      env,
    ) as { over: string; url: URL; headers: object }
    assert.deepEqual(
      [over, url.href, headers],
      ['http', 'https://example.test/mcp', { Authorization: 'Bearer secret' }],
    )
    const faults: readonly (readonly [object, RegExp])[] = [
      [
        { command: 'x', env: { A: '${NOPE}' } },
        /variable NOPE, which `mcpServers\.a\.env\.A` refers to/,
      ],
      [{}, /Expected `mcpServers\.a` to have a `command` or a `url`/],
      [
        { command: 'x', args: 'y' },
        /Expected `mcpServers\.a\.args` to be an array of strings, got "y"/,
      ],
      [{ command: 'x', args: [{}] }, /Expected `mcpServers\.a\.args\[0\]` to be a string/],
      [{ url: 'nowhere' }, /Expected `mcpServers\.a\.url` to be a URL, got "nowhere"/],
    ]
    for (const [entry, message] of faults)
      assert.throws(() => addressOf(entry as never, 'mcpServers.a', env), message)
  })
})
