/** Port of the HTTP face, unless it is taken. */
export const DEFAULT_PORT = 8000
