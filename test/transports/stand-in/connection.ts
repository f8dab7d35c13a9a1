// One client's WebSocket: frames and the handshake.

import {
  type BinaryNode,
  decodeBinaryNode,
  encodeBinaryNode,
  type proto,
} from '@whiskeysockets/baileys'
import type { WebSocket } from 'ws'
import { NoiseServer } from './noise.ts'

export interface Listener {
  /** The handshake is complete; the payload says whether the client registers or logs in. */
  joined(connection: Connection, payload: proto.ClientPayload): void
  node(connection: Connection, node: BinaryNode): Promise<void>
  gone(connection: Connection): void
}

export class Connection {
  readonly #socket: WebSocket
  readonly #listener: Listener
  readonly #noise = new NoiseServer()
  readonly #mute: boolean
  #bytes = Buffer.alloc(0)
  #awaits: 'introduction' | 'hello' | 'finish' | 'nodes' = 'introduction'
  #queue: Promise<void> = Promise.resolve()
  #nextId = 1

  /** @param mute never answers, not even the first hello. */
  constructor(socket: WebSocket, listener: Listener, mute: boolean) {
    this.#socket = socket
    this.#listener = listener
    this.#mute = mute
    socket.on('message', (data: Buffer) => {
      this.#queue = this.#queue.then(() => this.#take(data)).catch((error) => this.#broken(error))
    })
    socket.on('close', () => listener.gone(this))
    socket.on('error', () => socket.terminate())
  }

  nextId(): string {
    return `server-${this.#nextId++}`
  }

  send(node: BinaryNode): void {
    if (this.#socket.readyState === this.#socket.OPEN) {
      this.#write(this.#noise.encrypt(encodeBinaryNode(node)))
    }
  }

  /** Closes the connection cleanly. */
  close(): void {
    this.#socket.close()
  }

  /** Stops reading. */
  deafen(): void {
    this.#socket.pause()
  }

  /** Drops the connection, as a lost network does. */
  cut(): void {
    this.#socket.terminate()
  }

  #broken(error: unknown): void {
    console.error('the stand-in could not read its client', error)
    this.#socket.terminate()
  }

  #write(frame: Uint8Array): void {
    const size = Buffer.alloc(3)
    size.writeUIntBE(frame.length, 0, 3)
    this.#socket.send(Buffer.concat([size, frame]))
  }

  async #take(data: Buffer): Promise<void> {
    if (this.#mute) return
    this.#bytes = Buffer.concat([this.#bytes, data])
    if (this.#awaits === 'introduction') {
      if (this.#bytes.subarray(0, 2).toString() === 'ED') {
        this.#bytes = this.#bytes.subarray(7 + this.#bytes.readUIntBE(4, 3))
      }
      this.#bytes = this.#bytes.subarray(4)
      this.#awaits = 'hello'
    }
    while (this.#bytes.length >= 3) {
      const end = 3 + this.#bytes.readUIntBE(0, 3)
      if (this.#bytes.length < end) return
      const frame = this.#bytes.subarray(3, end)
      this.#bytes = this.#bytes.subarray(end)
      await this.#frame(frame)
    }
  }

  async #frame(frame: Buffer): Promise<void> {
    switch (this.#awaits) {
      case 'hello':
        this.#awaits = 'finish'
        this.#write(this.#noise.hello(frame))
        return
      case 'finish':
        this.#awaits = 'nodes'
        this.#listener.joined(this, this.#noise.finish(frame).payload)
        return
      default:
        await this.#listener.node(this, await decodeBinaryNode(this.#noise.decrypt(frame)))
    }
  }
}
