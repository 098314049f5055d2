import type { FastifyRequest } from "fastify";

/** The key of `Authorization: Bearer KEY`. */
export function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
}
