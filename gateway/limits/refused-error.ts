import { GatewayError } from "../gateway-error.ts";

type RefusalCode = ConstructorParameters<typeof GatewayError>[0];

/** Why a request is not answered at all. Its status is that of the answer, which has no data. */
export class RefusedError extends GatewayError {
  constructor(code: RefusalCode, message: string, extensions: Readonly<Record<string, unknown>>, status = 400) {
    super(code, message, { extensions: { ...extensions, http: { status } } });
  }
}
