import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// One HTTP/1.1 connection with this server's limits.
struct ServerChannel: ServerChildChannel, HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let limits: RequestLimits
    /// Whether TLS stands before it.
    var isSecure = false

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        // An answer is often written in two pieces: without this the second one waits for the client's delayed ACK.
        let noDelay = channel.setOption(.tcpOption(.tcp_nodelay), value: 1).recover { _ in }
        return noDelay.flatMapThrowing { try configure(channel, logger: logger) }
    }

    private func configure(_ channel: any Channel, logger: Logger) throws -> Value {
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.headerBytes
        decoding.maxHeaderListSize = limits.headerBytes
        decoding.maxHeaderFieldCount = limits.headerFields
        let pace = RequestPaceHandler(limits: limits)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(pace)
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoding)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: isSecure))
        try pipeline.addHandler(ConnectionGuard(limits: limits, pace: pace))
        try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
        return try NIOAsyncChannel(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}
