import { z } from 'zod'

// The content security policy forbids eval, which zod would try as soon as the contract's schemas are built.
z.config({ jitless: true })
