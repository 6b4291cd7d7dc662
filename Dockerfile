# syntax=docker/dockerfile:1
# The image of `armature serve`: Node 24, no development dependencies, no embedded database (DATABASE_URL is required).

FROM node:24-slim AS dashboard
WORKDIR /build
COPY package.json package-lock.json ./
# The build tools' binaries are optional packages, so those are kept here.
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY src/web src/web
RUN node node_modules/vite/bin/vite.js build --config src/web/vite.config.ts --logLevel warn

FROM node:24-slim AS packages
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4600 ARMATURE_DATA_DIR=/data NODE_COMPILE_CACHE=/tmp/armature-compile
WORKDIR /app
RUN install -d -o node -g node -m 0700 /data
COPY --from=packages /build/node_modules node_modules
COPY --from=dashboard /build/dist/web dist/web
COPY package.json LICENSE ./
COPY bin bin
COPY scripts/setup scripts/setup
COPY migrations migrations
COPY src src
USER node
VOLUME /data
EXPOSE 4600
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/main.ts"]
CMD ["serve"]
