package org.doorstep.load;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One request and what its answer must be.
 *
 * @param kind under which it is counted
 * @param fields how many fields of a parcel the answer must name
 */
record Call(String kind, byte[] request, int status, int fields) {

    static byte[] post(String path, Map<String, String> headers, String body) {
        return request("POST", path, headers, body);
    }

    static byte[] request(String method, String path, Map<String, String> headers, String body) {
        var text = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("Content-Type: application/json\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n\r\n").append(body).toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
