package org.doorstep.parcel;

import java.util.EnumMap;

import org.doorstep.masking.Phones;
import org.doorstep.parcel.Consignment.Party;
import org.doorstep.vault.SealedField;
import org.doorstep.vault.SealedRecord;
import org.doorstep.vault.Vault;

/** A consignment with its personal fields sealed and its blind indexes made. */
record SealedParcel(Consignment consignment, SealedRecord sealed, byte[] senderRef, byte[] recipientRef,
        byte[] contentDigest) {

    static SealedParcel of(Consignment consignment, String canonical, Vault vault) {
        var clear = new EnumMap<SealedField, String>(SealedField.class);
        var sender = consignment.sender();
        var recipient = consignment.recipient();
        clear.put(SealedField.SENDER_NAME, sender.name());
        clear.put(SealedField.SENDER_PHONE, sender.phone());
        clear.put(SealedField.SENDER_AREA, area(sender));
        clear.put(SealedField.SENDER_DETAIL, sender.detail());
        clear.put(SealedField.RECIPIENT_NAME, recipient.name());
        clear.put(SealedField.RECIPIENT_PHONE, recipient.phone());
        clear.put(SealedField.RECIPIENT_AREA, area(recipient));
        clear.put(SealedField.RECIPIENT_DETAIL, recipient.detail());
        clear.put(SealedField.ITEMS, ItemList.encoded(consignment.items()));
        return new SealedParcel(consignment, vault.seal(consignment.waybill(), clear),
                ref(sender.phone(), consignment.waybill(), vault), ref(recipient.phone(), consignment.waybill(), vault),
                vault.contentDigest(canonical));
    }

    /** What stands for a party: the index of their number or, if that cannot be read, one of this parcel alone. */
    private static byte[] ref(String phone, String waybill, Vault vault) {
        return vault.phoneIndex(Vault.indexed(Phones.normalised(phone), waybill));
    }

    /** Province to town, what {@code AREA} shows; a municipality is not said twice. */
    private static String area(Party party) {
        var province = party.province().equals(party.city()) ? "" : party.province() + " ";
        var town = party.town().isBlank() ? "" : " " + party.town();
        return province + party.city() + " " + party.district() + town;
    }

    @Override
    public String toString() {
        return "SealedParcel[" + consignment.waybill() + "]";
    }
}
