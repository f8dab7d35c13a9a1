// Evidence over HTTP: lines of JSON in a POST; only a 2xx counts as accepted.

import type { ShipPlace } from '../engine/places/places.ts'
import { post, refused } from './post.ts'
import type { ShipOptions } from './ship-file.ts'

export interface HttpShipOptions extends ShipOptions {
  readonly url: string
  /** Returns the current bearer token; null if none is configured. Throws if it cannot be read. */
  readonly token: () => string | null
}

export function httpPlace(options: HttpShipOptions): ShipPlace {
  const { name, bodies, tenants, url, token } = options
  return {
    ...{ name, bodies, tenants },
    kind: 'http',
    async send(records) {
      const body = records.map((one) => `${one.line}\n`).join('')
      const posting = await post(url, 'application/x-ndjson', body, token())
      if (posting.state === 'failed') return posting
      const { status } = posting.posted
      if (status >= 200 && status < 300) return { state: 'sent', rejected: 0 }
      return refused(posting.posted)
    },
  }
}
