// The dashboard's types of the REST API, from the OpenAPI document.
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { openApi } from './openapi.mjs';

export const webSchema = async () => `${COMMENT_HEADER}${astToString(await openapiTS(await openApi()))}`;
