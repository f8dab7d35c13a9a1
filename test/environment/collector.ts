// A trace collector on the loopback: it receives and parses real OTLP over HTTP.

import { createServer } from 'node:http'
import { z } from 'zod'
import { closeServer, listen } from '../../src/engine/listen.ts'

const attributes = z
  .array(
    z.object({ key: z.string(), value: z.looseObject({ stringValue: z.string().optional() }) }),
  )
  .default([])
  .transform((all) => Object.fromEntries(all.map(({ key, value }) => [key, value.stringValue])))

const bodySchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              attributes,
              status: z.looseObject({ code: z.int().optional() }).default({}),
            }),
          ),
        }),
      ),
    }),
  ),
})

/** Answers each POST to `/v1/traces` with 200 or `status`. */
export async function openCollector(status = 200) {
  const bodies: string[] = []
  const paths: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    paths.push(`${request.method} ${request.url}`)
    request.on('data', (data) => {
      body += String(data)
    })
    request.on('end', () => {
      bodies.push(body)
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    })
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    paths,
    /** All bytes received. */
    text: () => bodies.join('\n'),
    spans: () =>
      bodies.flatMap((body) =>
        bodySchema
          .parse(JSON.parse(body))
          .resourceSpans.flatMap(({ resource, scopeSpans }) =>
            scopeSpans.flatMap(({ spans }) =>
              spans.map((span) => ({ ...span, resource: resource.attributes })),
            ),
          ),
      ),
    close: () => closeServer(server),
  }
}
