// Linking an account, whichever client does it: what is shown meanwhile, and how it ended.

/** What whoever links the account gets to see. */
export interface PairingSigns {
  /** The text of a QR code to show as it is; each new one replaces the one before. */
  onQr(text: string): void
  /** The account's own number, `+5511…`: then a code is asked for in place of a QR code. */
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

/** `told`: WhatsApp removed the device too; else the owner must remove it on the phone. */
export interface Unpaired {
  readonly told: boolean
}
