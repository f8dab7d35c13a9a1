// The stand-in's answers to the client's queries, one function per namespace.

import {
  type BinaryNode,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildren,
  getBinaryNodeChildUInt,
  jidDecode,
} from '@whiskeysockets/baileys'
import { attribute, type Bundle, type Phone } from './phone.ts'

/** What the server knows of the linked companion: the uploaded identity and keys. */
export interface Companion {
  jid: string
  lid: string
  signedPreKey: Bundle['signedPreKey']
  registrationId: number
  identity: Uint8Array
  preKeys: { keyId: number; publicKey: Uint8Array }[]
}

export interface Group {
  readonly jid: string
  readonly members: readonly Phone[]
}

/** What the answers are made from. */
export interface Known {
  readonly owner: Phone
  readonly companion: Companion | undefined
  readonly groups: readonly Group[]
  readonly claimedKeys: number | undefined
  phone(jid: string): Phone | undefined
  listed(jid: string): Phone | undefined
}

type Content = BinaryNode[]

const leaf = (tag: string, attrs: BinaryNode['attrs'] = {}): BinaryNode => ({ tag, attrs })

/** The children of the result of a query; `undefined` when the stand-in does not know it. */
export async function answer(iq: BinaryNode, known: Known): Promise<Content | undefined> {
  switch (iq.attrs['xmlns']) {
    case 'encrypt':
      return encrypt(iq, known)
    case 'usync':
      return [await devices(iq, known)]
    case 'w:g2':
      return group(iq, known)
    case 'abt':
      return [leaf('props', { hash: 'h' })]
    case 'privacy':
      return [leaf('privacy')]
    case 'blocklist':
      return [leaf('list')]
    case 'w:m':
      return [leaf('media_conn', { auth: 'none', ttl: '60' })]
    case 'passive':
    case 'md':
    case 'w:p':
    case 'w:stats':
      return []
    default:
      return undefined
  }
}

async function encrypt(iq: BinaryNode, known: Known): Promise<Content> {
  const { companion } = known
  const child = Array.isArray(iq.content) ? iq.content[0] : undefined
  if (iq.attrs['type'] === 'set') {
    if (companion) learnKeys(iq, companion)
    return []
  }
  if (child?.tag === 'count')
    return [leaf('count', { value: `${known.claimedKeys ?? companion?.preKeys.length ?? 0}` })]
  if (child?.tag !== 'key') return [leaf('digest')]
  const users = getBinaryNodeChildren(child, 'user').map((user) => attribute(user, 'jid'))
  const bundles = users.map((jid) => known.phone(jid)?.bundleNode(jid))
  const found = (await Promise.all(bundles)).filter((node) => node !== undefined)
  return [{ tag: 'list', attrs: {}, content: found }]
}

function learnKeys(iq: BinaryNode, companion: Companion): void {
  for (const key of getBinaryNodeChildren(getBinaryNodeChild(iq, 'list'), 'key')) {
    const publicKey = getBinaryNodeChildBuffer(key, 'value')
    const keyId = getBinaryNodeChildUInt(key, 'id', 3)
    if (publicKey && keyId !== undefined) companion.preKeys.push({ keyId, publicKey })
  }
  const signed = getBinaryNodeChild(iq, 'skey')
  if (!signed) return
  const publicKey = getBinaryNodeChildBuffer(signed, 'value')
  const signature = getBinaryNodeChildBuffer(signed, 'signature')
  const keyId = getBinaryNodeChildUInt(signed, 'id', 3)
  if (publicKey && signature && keyId !== undefined) {
    companion.signedPreKey = { keyId, publicKey, signature }
  }
}

async function devices(iq: BinaryNode, known: Known): Promise<BinaryNode> {
  const list = getBinaryNodeChild(getBinaryNodeChild(iq, 'usync'), 'list')
  const users = getBinaryNodeChildren(list, 'user').flatMap((user): BinaryNode[] => {
    const jid = attribute(user, 'jid')
    const phone = known.listed(jid)
    if (!phone) return []
    const mine = phone === known.owner && known.companion
    const companion = mine ? [leaf('device', { id: '7', 'key-index': '1' })] : []
    const deviceList = [leaf('device', { id: '0' }), ...companion]
    const byNumber = jidDecode(jid)?.server === 's.whatsapp.net'
    return [
      {
        tag: 'user',
        attrs: { jid },
        content: [
          {
            tag: 'devices',
            attrs: {},
            content: [{ tag: 'device-list', attrs: {}, content: deviceList }],
          },
          ...(byNumber ? [leaf('lid', { val: phone.lidJid })] : []),
        ],
      },
    ]
  })
  return { tag: 'usync', attrs: {}, content: [{ tag: 'list', attrs: {}, content: users }] }
}

function group(iq: BinaryNode, known: Known): Content {
  const found = known.groups.find(({ jid }) => jid === iq.attrs['to'])
  if (!found) return [leaf('error', { code: '404', text: 'item-not-found' })]
  const members = [...found.members, known.owner].map((phone) =>
    leaf('participant', { jid: phone.lidJid, phone_number: phone.numberJid }),
  )
  return [
    {
      tag: 'group',
      attrs: { id: found.jid, subject: 'a group', creation: '1', addressing_mode: 'lid' },
      content: members,
    },
  ]
}
