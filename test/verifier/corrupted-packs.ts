// Corrupts each part of a pack in its own way, with the expected finding.

import { createHash, generateKeyPairSync } from 'node:crypto'
import {
  parseCheckpoint,
  writeCheckpoint,
  writeVerifierKey,
} from '../../src/evidence/checkpoint.ts'
import type { LoosePack } from './real-pack.ts'

/** The first element, which a real pack has. */
function first<Item>(items: readonly Item[]): Item {
  const [item] = items
  if (item === undefined) throw new Error('There is none.')
  return item
}

/** A pack of the same chain, and one of another installation. */
export interface Others {
  readonly other: LoosePack
  readonly there: LoosePack
}

export const spoiltPacks: Readonly<
  Record<string, readonly [spoil: (pack: LoosePack, others: Others) => void, finding: string]>
> = {
  'the bytes of an artifact': [
    (pack) => {
      const one = first(pack.artifacts)
      one.bytes = one.bytes.replace('"actor":"ana"', '"actor":"eva"')
    },
    'its bytes do not hash to its hash',
  ],
  'the name of a definition': [
    (pack) => {
      first(pack.definitions).name += 's'
    },
    'The text of command order.cancels is not one that the artifacts name',
  ],
  'a definition of something else, added': [
    (pack) => {
      const digest = createHash('sha256').update('command: order.free').digest('hex')
      pack.definitions.push({ name: 'command order.free', digest, text: 'command: order.free' })
    },
    'The text of command order.free is not one that the artifacts name',
  ],
  'the text of a definition': [
    (pack) => {
      first(pack.definitions).text += '# approved by the board'
    },
    'The text of command order.cancel is another than the one that was in force',
  ],
  'an approval, left out': [
    (pack) => {
      pack.artifacts = pack.artifacts.filter((one) => !one.bytes.includes('"approval.granted"'))
    },
    'A step is not here',
  ],
  'everything about the approval, left out': [
    (pack) => {
      pack.artifacts = pack.artifacts.filter((one) => !one.bytes.includes('"type":"approval.'))
    },
    'without the approval that artifact',
  ],
  'the confirmation, left out': [
    (pack) => {
      pack.artifacts = pack.artifacts.filter((one) => !one.bytes.includes('"command.confirmed"'))
    },
    'no confirmation of it is here',
  ],
  'the effect, left out': [
    (pack) => {
      pack.artifacts = pack.artifacts.filter((one) => !one.bytes.includes('"effect.applied"'))
    },
    'no effect of it is here',
  ],
  'the body of the needed approval, left out': [
    (pack) => {
      const decision = pack.artifacts.find((one) => one.bytes.includes('"command.authorized"'))
      if (decision !== undefined) decision.body = null
    },
    'was left out: what is erased is erased from the beginning',
  ],
  'a line that is no signature, added': [
    (pack) => {
      pack.checkpoint += 'approved by the board\n'
    },
    'The checkpoint is not signed by the key',
  ],
  'a checkpoint with CRLF line breaks': [
    (pack) => {
      pack.checkpoint = pack.checkpoint.replaceAll('\n', '\r\n')
    },
    'The checkpoint is not signed by the key',
  ],
  'a start, left out': [
    (pack) => {
      pack.artifacts = pack.artifacts.filter((one) => !one.bytes.includes('"command.started"'))
    },
    'A step is not here',
  ],
  'the bytes and the hash together': [
    (pack) => {
      const one = first(pack.artifacts)
      one.bytes = one.bytes.replace('"actor":"ana"', '"actor":"eva"')
      one.hash = createHash('sha256').update(one.bytes).digest('hex')
    },
    'is not proved to be in the checkpoint',
  ],
  'the hash': [
    (pack, { other }) => {
      first(pack.artifacts).hash = first(other.artifacts).hash
    },
    'its bytes do not hash to its hash',
  ],
  'the number': [
    (pack) => {
      first(pack.artifacts).seq += 1
    },
    'is under a number that is not its own',
  ],
  'a body': [
    (pack) => {
      const { body } = first(pack.artifacts)
      if (body !== null) body.bytes = body.bytes.replace('42', '41')
    },
    'has a body or a salt that is not the one that was sealed',
  ],
  'a salt': [
    (pack) => {
      const { body } = first(pack.artifacts)
      if (body !== null) body.salt = '0'.repeat(32)
    },
    'has a body or a salt that is not the one that was sealed',
  ],
  'a digit moved from the salt into the body': [
    (pack) => {
      const { body } = first(pack.artifacts)
      if (body === null) return
      body.bytes = body.salt.slice(-1) + body.bytes
      body.salt = body.salt.slice(0, -1)
    },
    'has a body or a salt that is not the one that was sealed',
  ],
  'a proof': [
    (pack) => {
      const one = first(pack.artifacts)
      one.proof = one.proof.with(0, 'ab'.repeat(32))
    },
    'is not proved to be in the checkpoint',
  ],
  'a proof, shortened': [
    (pack) => {
      first(pack.artifacts).proof.pop()
    },
    'is not proved to be in the checkpoint',
  ],
  'the size of the checkpoint': [
    (pack) => {
      const size = parseCheckpoint(pack.checkpoint)?.size ?? 0
      pack.checkpoint = pack.checkpoint.replace(`\n${size}\n`, `\n${size + 1}\n`)
    },
    'The checkpoint is not signed by the key',
  ],
  'the root of the checkpoint': [
    (pack) => {
      const lines = pack.checkpoint.split('\n')
      lines[2] = Buffer.alloc(32, 7).toString('base64')
      pack.checkpoint = lines.join('\n')
    },
    'The checkpoint is not signed by the key',
  ],
  'the signature of the checkpoint': [
    (pack) => {
      const [head, line = ''] = pack.checkpoint.split('\n— ')
      const [name, base64 = ''] = line.trimEnd().split(' ')
      const bytes = Buffer.from(base64, 'base64')
      bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20)
      pack.checkpoint = `${head}\n— ${name} ${bytes.toString('base64')}\n`
    },
    'The checkpoint is not signed by the key',
  ],
  'a checkpoint without any signature': [
    (pack) => {
      pack.checkpoint = `${pack.checkpoint.split('\n— ')[0]}\n`
    },
    'The checkpoint is not signed by the key',
  ],
  'a checkpoint of another chain': [
    (pack, { there }) => {
      const { checkpoint, verifier_key } = there
      Object.assign(pack, { checkpoint, verifier_key })
    },
    'The checkpoint is of another chain',
  ],
  'the key, with a checkpoint signed by it': [
    (pack) => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519')
      const signed = parseCheckpoint(pack.checkpoint)
      if (signed === null) return
      pack.checkpoint = writeCheckpoint(signed, privateKey)
      pack.verifier_key = writeVerifierKey(signed.origin, publicKey)
    },
    'The key is not that of the installation',
  ],
  'an artifact of another command': [
    (pack, { other }) => {
      pack.artifacts.push(...other.artifacts.slice(-1))
    },
    'belongs to another command',
  ],
  'the environment': [
    (pack) => {
      pack.environment = 'prod'
    },
    'comes from another environment or installation',
  ],
  'the tenant': [
    (pack) => {
      pack.tenant = 'dev:other'
    },
    'belongs to another tenant',
  ],
  'the name of the command': [
    (pack) => {
      pack.command.name = 'C-AAAA'
    },
    'The command is not called C-AAAA',
  ],
  'the first artifact, left out': [
    (pack) => {
      pack.artifacts.shift()
    },
    'does not begin with the proposal',
  ],
  'the order': [
    (pack) => {
      pack.artifacts.push(...pack.artifacts.splice(1, 1))
    },
    'is not in its order',
  ],
  'every artifact, left out': [
    (pack) => {
      pack.artifacts = []
    },
    'The pack holds no artifact',
  ],
  'the text of the policy': [
    (pack) => {
      const policy = first(pack.policies)
      policy.text = `${policy.text} `
    },
    'has another text than the one that was in force',
  ],
  'another policy': [
    (pack) => {
      const text = 'anything: goes\n'
      const digest = createHash('sha256').update(text).digest('hex')
      Object.assign(first(pack.policies), { text, digest })
    },
    'is not one that the artifacts name',
  ],
  'the format': [
    (pack) => {
      pack.format = 'aval-evidence-pack/2'
    },
    'format is not aval-evidence-pack/1',
  ],
}
