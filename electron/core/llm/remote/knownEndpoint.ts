import type { EndpointQueries, StoredEndpoint, StoredEndpointModel } from "../../store/store.ts";

/** An endpoint that a person added, with what was found out about it. */
export type KnownEndpoint = StoredEndpoint;
export type KnownEndpointModel = StoredEndpointModel;
/** The endpoints as they are kept. */
export type KnownEndpoints = EndpointQueries;

/** Its models that are offered. */
export function offeredModels({ models, offered }: KnownEndpoint): KnownEndpointModel[] {
  const names = offered && new Set(offered);
  return models.filter(({ name, isListed }) => names?.has(name) ?? isListed);
}

/** A model of which nothing is known but its name. */
export function untried(name: string): KnownEndpointModel {
  return { name, isListed: false, found: null, contextTokens: null, parallel: null };
}

/** The address of the server itself, where the routes are that only its kind has. */
export function rootOf(url: string): string {
  return url.replace(/\/v1$/u, "");
}
