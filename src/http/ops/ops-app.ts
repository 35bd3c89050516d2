// The operations port: metrics and health, kept off the public one.
import type { Health } from "../../observability/health.ts";
import type { Metrics } from "../../observability/metrics.ts";

export interface OpsServices {
  readonly health: Pick<Health, "readiness">;
  readonly metrics: Pick<Metrics, "expose">;
}

export function opsApp({ health, metrics }: OpsServices): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
    switch (new URL(request.url, "http://ops").pathname) {
      case "/livez":
        return new Response("ok\n");
      case "/readyz": {
        const readiness = await health.readiness();
        return Response.json(readiness, { status: readiness.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
      }
      case "/metrics": {
        const { body, contentType } = await metrics.expose();
        return new Response(body, { headers: { "content-type": contentType } });
      }
      default:
        return new Response("not found\n", { status: 404 });
    }
  };
}
