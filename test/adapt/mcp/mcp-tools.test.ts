import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createEngine, type AnyTool, type ToolResult } from '../../../src/index.ts'
import { mcpTools, type McpClient, type McpListedTool } from '../../../src/mcp.ts'

const schema = { type: 'object' }
const listed = (name: string, more: object = {}): McpListedTool => ({
  name,
  inputSchema: schema,
  ...more,
})

/** A client that answers by itself. */
function stub(
  tools: readonly McpListedTool[],
  answer: (name: string) => unknown = () => ({ content: [] }),
) {
  const client = {
    asked: [] as string[],
    closed: 0,
    tools,
    transport: {} as object | undefined,
    callTool: ({ name }: { name: string }) => {
      client.asked.push(name)
      return answer(name)
    },
    listTools: () => Promise.resolve({ tools: client.tools }),
    getServerVersion: () => ({ name: 'a/b*' }),
    getServerCapabilities: () => ({ tools: {} }),
    ping: () => Promise.resolve(),
    close: () => {
      client.closed += 1
      client.transport = undefined
      return Promise.resolve()
    },
  }
  return client satisfies McpClient
}

async function only(
  tools: Awaited<ReturnType<typeof mcpTools>>,
  name: string,
  input: object = {},
  options = {},
): Promise<ToolResult> {
  const { results } = await createEngine({ tools, ...options }).execute([{ id: '1', name, input }])
  return results[0] as ToolResult
}

suite('mcpTools', () => {
  test('a server whose name would mean something in a key has one of its own', async () => {
    const tools = await mcpTools(stub([listed('x')]))
    assert.equal(tools[0]?.writes, 'mcp/a%2Fb%2A')
  })

  test('hints are not believed without trust', async () => {
    const hints = { annotations: { readOnlyHint: true, idempotentHint: true } }
    const tools = await mcpTools(stub([listed('x', hints)]), { trust: false, prefix: 's' })
    const [{ reads, writes, idempotent } = {}] = tools
    assert.deepEqual([reads, writes, idempotent], [undefined, 'mcp/s', undefined])
  })

  test('what a rule leaves undefined takes nothing away of what is known without it', async () => {
    const hints = { description: 'Says so.', annotations: { idempotentHint: true } }
    const tools = await mcpTools(
      stub([listed('edit', hints), listed('look', { annotations: { readOnlyHint: true } })]),
      {
        prefix: 's',
        rules: () => ({
          description: undefined,
          reads: undefined,
          writes: undefined,
          idempotent: undefined,
          timeoutMs: 5_000,
        }),
      },
    )
    const [edit, look] = tools
    const { description, reads, writes, idempotent, timeoutMs } = edit!
    assert.deepEqual(
      [description, reads, writes, idempotent, timeoutMs],
      ['Says so.', undefined, 'mcp/s', true, 5_000],
    )
    assert.deepEqual([look?.reads, look?.writes], ['mcp/s', undefined])
  })

  test('keys of a rule replace the hints, and lie within those of the server, too', async () => {
    const tools = await mcpTools(
      stub([listed('edit', { annotations: { readOnlyHint: true } }), listed('move')]),
      {
        prefix: 'fs',
        rules: { edit: { writes: ({ path }) => `file/${String(path)}` } },
      },
    )
    const engine = createEngine({ tools })
    const { calls } = engine.explain([
      { id: '1', name: 'fs__edit', input: { path: 'a' } },
      { id: '2', name: 'fs__edit', input: { path: 'b' } },
      { id: '3', name: 'fs__move', input: {} },
    ])
    assert.deepEqual(
      calls.map(({ waitsFor }) => waitsFor.map(({ id }) => id)),
      [[], [], ['1', '2']],
    )
    const edit = tools[0] as AnyTool
    assert.equal(edit.reads, undefined)
    assert.deepEqual((edit.writes as unknown as (input: object) => unknown)({ path: 'a' }), [
      'file/a',
      'mcp/fs/file/a',
    ])
  })

  test('a rule of a tool that is not there is an error, with a guess', async () => {
    const client = stub([listed('edit_file'), listed('read_file')])
    await assert.rejects(
      mcpTools(client, { rules: { edit_fle: { timeoutMs: 1 } } }),
      /Expected `rules` to name tools of the server, got "edit_fle"\. It has: edit_file, read_file\. Did you mean "edit_file"\? If it comes later/,
    )
    await assert.rejects(
      mcpTools(client, { rules: { edit_file: { timeout: 1 } as never } }),
      /tool "edit_file".*got `timeout`\. Did you mean `timeoutMs`\?/,
    )
    await assert.rejects(mcpTools(client, { rule: {} } as never), /Did you mean `rules`\?/)
    await assert.rejects(
      mcpTools({} as never),
      /Expected `source` of mcpTools to be a connected MCP client/,
    )
  })

  test('a function of rules is asked for tools that come later, and no others are made again', async () => {
    const client = stub([listed('get_a')])
    const found = await mcpTools(client, {
      rules: ({ name }) => (name.startsWith('get_') ? { reads: [] } : undefined),
    })
    const [first] = found
    client.tools = [listed('get_a'), listed('get_b')]
    const [again, later] = await found.refresh()
    assert.equal(again, first)
    assert.deepEqual(later?.reads, [])
    assert.equal(found.length, 1)
    assert.deepEqual(Object.keys(found), ['0'])
  })

  test('a schema that cannot be used here is left to the server', async () => {
    const wrong = { type: 'object', properties: { a: { type: 'no such type' } } }
    const client = stub([{ name: 'x', inputSchema: wrong }])
    const tools = await mcpTools(client)
    assert.equal((await only(tools, 'x', { a: 1 })).status, 'ok')
  })

  test('a status of HTTP is read by its number, from either version', async () => {
    const version1 = Object.assign(new Error('busy'), { code: 503 })
    const version2 = Object.assign(new Error('busy'), {
      code: 'CLIENT_HTTP_NOT_IMPLEMENTED',
      status: 503,
    })
    for (const error of [version1, version2]) {
      const client = stub([listed('x', { annotations: { readOnlyHint: true } })], () =>
        Promise.reject(error),
      )
      const tools = await mcpTools(client)
      const { attempts } = await only(tools, 'x', {}, { retries: 1, retryBudget: false })
      assert.equal(attempts, 2)
    }
  })

  test("a server's own error is never tried again for its words, nor for its number", async () => {
    for (const code of [-32_000, -32_603]) {
      const error = Object.assign(new Error('Connection closed, please retry: 503'), { code })
      const client = stub([listed('x', { annotations: { readOnlyHint: true } })], () =>
        Promise.reject(error),
      )
      const tools = await mcpTools(client)
      const { attempts, status } = await only(tools, 'x', {}, { retries: 3 })
      assert.deepEqual([attempts, status], [1, 'failed'])
    }
  })

  test('a request that nobody took may be sent again even if it writes', async () => {
    const refused = Object.assign(new TypeError('fetch failed'), {
      cause: { code: 'ECONNREFUSED' },
    })
    let times = 0
    const client = stub([listed('x')], () => {
      times += 1
      return times === 1 ? Promise.reject(refused) : { content: [{ type: 'text', text: 'done' }] }
    })
    const tools = await mcpTools(client)
    const { status, attempts } = await only(tools, 'x', {}, { retries: 1 })
    assert.deepEqual([status, attempts], ['ok', 2])
  })

  test('a session that is over is left, once for all calls, and closed', async () => {
    const refuse = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('no'), { code: 404 }))
    const first = Object.assign(stub([listed('x')], refuse), { ping: refuse })
    first.transport = { sessionId: 'a' }
    const second = stub([listed('x')])
    const clients = [first, second]
    const tools = await mcpTools(() => clients.shift() as McpClient, {
      rules: { x: { reads: [] } },
    })
    const calls = Array.from({ length: 5 }, (_, n) => ({ id: String(n), name: 'x', input: {} }))
    const { outcome } = await createEngine({ tools, retries: 1, retryBudget: false }).execute(calls)
    assert.deepEqual(
      [outcome, clients.length, first.closed, second.asked.length],
      ['complete', 0, 1, 5],
    )
  })

  test('a tool that runs only as a task says that it does not', async () => {
    const tools = await mcpTools(stub([listed('x', { execution: { taskSupport: 'required' } })]))
    assert.match(String((await only(tools, 'x')).content), /^x was not run: it runs only as a task/)
  })

  test('what is no connected client is told as that', async () => {
    const client = stub([listed('x')])
    client.transport = undefined
    await assert.rejects(mcpTools(client), {
      name: 'UsageError',
      message: /^Expected the client given to mcpTools to be connected, got one that is not/,
    })
    for (const nothing of [undefined, null, {}, 'client'])
      await assert.rejects(
        mcpTools(() => nothing as never),
        {
          name: 'UsageError',
          message: /^Expected the function given to mcpTools to return a connected MCP client, got/,
        },
      )
    const first = stub([listed('x')])
    const clients = [first]
    const tools = await mcpTools(() => clients.shift() as McpClient)
    first.transport = undefined
    const { status, content } = await only(tools, 'x')
    assert.equal(status, 'failed')
    assert.match(String(content), /Is a `return` missing\?/)
  })

  test('calls that find the connection closed wait for one new one', async () => {
    const first = stub([listed('x')])
    let connections = 0
    const tools = await mcpTools(
      async () => {
        connections += 1
        await Promise.resolve()
        return connections === 1 ? first : stub([listed('x')])
      },
      { rules: { x: { reads: [] } } },
    )
    first.transport = undefined
    const calls = Array.from({ length: 5 }, (_, n) => ({ id: String(n), name: 'x', input: {} }))
    const { outcome } = await createEngine({ tools }).execute(calls)
    assert.deepEqual([outcome, connections], ['complete', 2])
  })

  test('a server that was connected to again, and no longer says by what a call was made, is not called', async () => {
    const before = [
      listed('look', { annotations: { readOnlyHint: true } }),
      listed('once', { annotations: { idempotentHint: true } }),
      listed('find', { annotations: { idempotentHint: true } }),
      listed('write'),
    ]
    const second = stub([
      listed('look'),
      listed('once'),
      listed('find', { annotations: { readOnlyHint: true } }),
      listed('write'),
    ])
    const first = stub(before)
    const clients = [first, second]
    const tools = await mcpTools(() => clients.shift() as McpClient)
    first.transport = undefined
    const engine = createEngine({ tools })
    const calls = before.map(({ name }) => ({ id: name, name, input: {} }))
    const { results } = await engine.execute(calls)
    assert.deepEqual(
      results.map(({ status, error }) => [status, error?.code]),
      [
        ['failed', 'mcp_tool_changed'],
        ['failed', 'mcp_tool_changed'],
        ['ok', undefined],
        ['ok', undefined],
      ],
    )
    assert.deepEqual(second.asked, ['find', 'write'])
    const now = await engine.with(await tools.refresh()).execute(calls)
    assert.equal(now.outcome, 'complete')
  })

  test('a call that is stopped while its server is connected to ends at once, and was not run', async () => {
    for (const rule of [{}, { timeoutMs: 20 }]) {
      const client = stub([listed('x')])
      let times = 0
      const again = Promise.withResolvers<void>()
      const tools = await mcpTools(
        () => {
          times += 1
          if (times === 1) return client
          again.resolve()
          return new Promise<McpClient>(() => {})
        },
        { rules: { x: rule } },
      )
      client.transport = undefined
      const turn = createEngine({ tools }).turn({ open: true })
      const x = turn.add({ id: '1', name: 'x', input: {} })
      turn.commit()
      await again.promise
      if (!('timeoutMs' in rule)) turn.cancel('1')
      const { status, content } = await x
      assert.equal(status, 'timeoutMs' in rule ? 'timed-out' : 'cancelled')
      assert.match(String(content), /x was not run: it still waited/)
      assert.doesNotMatch(String(content), /had started/)
    }
  })

  test('a server that cannot be connected to again is told of, without its secrets', async () => {
    const client = stub([listed('x')])
    let times = 0
    const tools = await mcpTools(() => {
      times += 1
      if (times === 1) return client
      throw new Error('connect https://ada:hunter2@example.test failed')
    })
    client.transport = undefined
    const { content, status, attempts } = await only(
      tools,
      'x',
      {},
      { retries: 2, retryBudget: false },
    )
    assert.deepEqual([status, attempts], ['failed', 3])
    assert.match(String(content), /x was not run: its server could not be connected again/)
    assert.doesNotMatch(String(content), /hunter2/)
  })

  test('JSON text is shown as it is, and is a value to refer to', async () => {
    const client = stub(
      [
        listed('find', { annotations: { readOnlyHint: true } }),
        listed('get', { annotations: { readOnlyHint: true } }),
      ],
      (name) =>
        name === 'find' ? { content: [{ type: 'text', text: '[ {"id": 7} ]' }] } : { content: [] },
    )
    const tools = await mcpTools(client)
    const engine = createEngine({ tools, batch: true })
    const { results } = await engine.execute(
      [
        { id: 'a', name: 'find', input: {} },
        { id: 'b', name: 'get', input: { id: '${a[0].id}' } },
      ],
      { references: true },
    )
    assert.deepEqual(
      results.map(({ status }) => status),
      ['ok', 'ok'],
    )
    assert.deepEqual(results[0]?.content, [{ type: 'text', text: '[ {"id": 7} ]' }])
  })

  test('numbers in JSON text that would become others leave it a text', async () => {
    const client = stub([listed('x')], () => ({
      content: [{ type: 'text', text: '{"id":12345678901234567890}' }],
    }))
    const tools = await mcpTools(client)
    assert.equal((await only(tools, 'x')).value, '{"id":12345678901234567890}')
  })
})
