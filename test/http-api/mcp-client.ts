// An agent's MCP client for tests of the interface.

import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Doorway } from './test-environment.ts'

/** Runs with a client that is initialised with this token. */
export async function asAgent(
  doorway: Doorway,
  test: (client: Client) => Promise<void>,
  token = doorway.tokens.ops,
): Promise<void> {
  const client = new Client({ name: 'test', version: '0' })
  const requestInit = { headers: { authorization: `Bearer ${token}` } }
  const transport = new StreamableHTTPClientTransport(new URL(`${doorway.url()}/mcp`), {
    requestInit,
  })
  try {
    // The client declares its transport without exactOptionalPropertyTypes.
    await client.connect(transport as Parameters<Client['connect']>[0])
    await test(client)
  } finally {
    await client.close()
  }
}
