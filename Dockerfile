# A node of Custos. Build: docker build -t custos .   Run: docs/operating.md, "As a container".
# The version of Node is the one that everything is tested on (devDependencies of package.json).

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
ENV PATH=/build/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN hardhat build --quiet
RUN node scripts/build-console.ts
RUN node scripts/build.ts
RUN mkdir packed && npm pack --ignore-scripts --pack-destination packed && tar -x -z -f packed/*.tgz -C packed

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /packages
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production CUSTOS_DATA=/data PATH=/opt/custos/bin:/usr/local/bin:/usr/bin:/bin
WORKDIR /opt/custos
COPY --from=packages /packages/node_modules node_modules
COPY --from=build /build/packed/package .
RUN mkdir bin && ln -s ../dist/cli/main.js bin/custos && chmod 0755 dist/cli/main.js
RUN mkdir -m 0700 /data && chown 1000:1000 /data
USER 1000:1000
VOLUME /data
EXPOSE 8340
HEALTHCHECK --interval=30s --timeout=10s --start-period=2m CMD ["custos", "health"]
ENTRYPOINT ["custos"]
CMD ["serve"]
