# An image of the published package: packed from this repository, installed as any user would. It needs
# glibc, which the Debian image has and Alpine has not.
#
#   docker build -t throughline .
#   docker run --rm -p 3200:3200 -p 4317:4317 -p 4318:4318 -p 16686:16686 -v throughline:/data throughline

FROM node:22-bookworm-slim AS package
WORKDIR /source
COPY . .
RUN npm ci --no-audit --no-fund && npm pack --pack-destination /package

FROM node:22-bookworm-slim
WORKDIR /app
COPY --from=package /package/throughline-*.tgz ./throughline.tgz
RUN npm install --omit=dev --no-audit --no-fund ./throughline.tgz && rm throughline.tgz && npm cache clean --force \
  && mkdir /data && chown node:node /data
USER node
# A container's own loopback interface is reached by nobody; -p decides who reaches the ports.
ENV THROUGHLINE_HOST=0.0.0.0 THROUGHLINE_DATA_DIR=/data
VOLUME /data
EXPOSE 3200 4317 4318 5778 5779 6831/udp 6832/udp 9411 14250 14268 16685 16686
HEALTHCHECK --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:16686/readyz').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
# npm and npx would stand between the signal to stop and the server.
ENTRYPOINT ["node", "/app/node_modules/throughline/dist/throughline.js"]
CMD ["serve"]
