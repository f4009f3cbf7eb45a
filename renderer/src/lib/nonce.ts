/** Styles made at run time carry it; the content security policy lets no others in. */
export const STYLE_NONCE = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
