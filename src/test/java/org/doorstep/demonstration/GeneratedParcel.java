package org.doorstep.demonstration;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A made-up parcel; Jackson writes it as exactly the intake's JSON.
 *
 * @param waybill       DS, the date as yyMMdd, eight digits
 * @param collectedAt   ISO 8601 with seconds and offset
 * @param outlet        code of the outlet that delivers or collects it
 * @param legalBasis    CONTRACT or CONSENT
 * @param noticeVersion version of the privacy notice
 * @param weightGrams   weight in grams
 * @param shape         how it was made, for choosing and counting; never part of the JSON
 */
@JsonPropertyOrder({"waybill", "collectedAt", "outlet", "legalBasis", "noticeVersion", "weightGrams", "sender",
        "recipient", "items"})
public record GeneratedParcel(String waybill, String collectedAt, String outlet, String legalBasis,
        String noticeVersion, int weightGrams, Party sender, Party recipient, List<Item> items,
        @JsonIgnore Shape shape) {

    public GeneratedParcel {
        items = List.copyOf(items);
    }

    /** The waybill number only, like the real records. */
    @Override
    public String toString() {
        return "GeneratedParcel[" + waybill + "]";
    }

    /** A sender or a recipient. */
    @JsonPropertyOrder({"name", "phone", "province", "city", "district", "town", "detail"})
    public record Party(String name, String phone, String province, String city, String district, String town,
            String detail) {

        /** The district only, like the real records. */
        @Override
        public String toString() {
            return "Party[" + district + "]";
        }
    }

    /**
     * One kind of thing in the parcel.
     *
     * @param valueFen declared value in fen; 0 is "not declared" and is left out of the JSON
     */
    @JsonPropertyOrder({"name", "class", "quantity", "valueFen"})
    public record Item(String name, @JsonProperty("class") ItemClass itemClass, int quantity,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) long valueFen) {
    }

    /**
     * How the parcel was made.
     *
     * @param repeated whether the recipient is the one of an earlier parcel
     */
    public record Shape(Direction direction, PartyShape sender, PartyShape recipient, boolean repeated) {
    }

    /** How a party was made; the name and address kinds are those before any platform's mask. */
    public record PartyShape(NameKind name, AddressKind address, PhoneKind phone, Overlay overlay) {
    }
}
