// Linking an account with either client: what is shown, and the result.

/** What the person who links the account is shown. */
export interface PairingSigns {
  /** The text to show as a QR code; each new one replaces the last. */
  onQr(text: string): void
  /** The account's own number, `+5511…`; if given, a typed code is used instead of a QR code. */
  readonly phoneNumber?: string
  /** The code to type on the phone under "link with phone number". */
  onCode?(code: string): void
}

export type Paired =
  | { readonly kind: 'linked'; readonly number: string; readonly lid: string | undefined }
  /**
   * `already_paired`, `timed_out`, `logged_out`, `client_too_old`, `refused`: nothing was linked.
   */
  | { readonly kind: 'failed'; readonly cause: string }

/** `told`: WhatsApp removed the device too; otherwise the owner must remove it on the phone. */
export interface Unpaired {
  readonly told: boolean
}
