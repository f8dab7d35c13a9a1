// The OpenAPI 3.1 description of the HTTP interface, generated from the schemas that parse
// requests.

import { z } from 'zod'
import { environmentSchema } from '../../policy/names.ts'
import { programRequestSchema } from './parse-request.ts'
import { requestStatusSchema } from './request-status.ts'

/** The body of a refused request. */
const problemSchema = z.strictObject({
  error: z.string().meta({ description: 'A word for programs, such as unknown_slot.' }),
  field: z.string().exactOptional().meta({ description: 'Which part of the request is meant.' }),
  message: z.string().meta({ description: 'What to mend, for people.' }),
})

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io })
  return rest
}

const json = (name: string) => ({
  'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
})

const problem = (description: string) => ({ description, content: json('Problem') })

const retryAfter = {
  'Retry-After': {
    description: 'Seconds to wait; absent when it is final.',
    schema: { type: 'integer' },
  },
}

const standing = (description: string) => ({
  description,
  headers: retryAfter,
  content: json('Standing'),
})

const ask = {
  operationId: 'ask',
  summary: 'Ask for a command on behalf of an enrolled person; asking is its confirmation.',
  description:
    'People decide in chat and nowhere else. The same key and content are the same request.',
  parameters: [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
    },
  ],
  requestBody: { required: true, content: json('Asking') },
  responses: {
    '202': standing('It is recorded; poll until it is final.'),
    '400': problem('Something in the request is wrong; the field and the mend are named.'),
    '401': problem('The token is missing or unknown.'),
    '403': problem('This program may not ask for that.'),
    '409': problem(
      'The key was used with other content, or the record of the request was changed.',
    ),
    '413': problem('The body is larger than 64 KiB.'),
    '415': problem('The body is no application/json.'),
    '429': problem('The program asks too often.'),
    '503': problem('Nothing was recorded; ask again with the same key.'),
  },
}

const look = {
  operationId: 'look',
  summary: 'Where a request stands.',
  parameters: [{ name: 'name', in: 'path', required: true, schema: { type: 'string' } }],
  responses: {
    '200': standing('Where it stands now.'),
    '401': problem('The token is missing or unknown.'),
    '404': problem('This program has asked for nothing of that name.'),
  },
}

/** The answer of `/.well-known/wfs.json`, readable without a token. */
const attestationSchema = z.strictObject({
  environment: environmentSchema,
  format: z.literal('jws').meta({ description: 'A compact JWS (RFC 7515), EdDSA (RFC 8037).' }),
  attestation: z.string().meta({ description: 'Its payload names environment and window.' }),
})

const attestation = {
  operationId: 'attestation',
  summary: 'The newest attestation of this environment; aval attest --check holds it against one.',
  security: [],
  responses: {
    '200': { description: 'As it was issued.', content: json('Attestation') },
    '404': problem('None was issued yet.'),
  },
}

export function openApi(version: string): object {
  const security = [{ bearer: [] }]
  return {
    openapi: '3.1.0',
    info: { title: 'Aval', summary: 'Ask people for a decision that they make in chat.', version },
    paths: {
      '/v1/requests': { post: { ...ask, security } },
      '/v1/requests/{name}': { get: { ...look, security } },
      '/.well-known/wfs.json': { get: attestation },
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Asking: schemaOf(programRequestSchema, 'input'),
        Standing: schemaOf(requestStatusSchema, 'output'),
        Problem: schemaOf(problemSchema, 'output'),
        Attestation: schemaOf(attestationSchema, 'output'),
      },
    },
  }
}
